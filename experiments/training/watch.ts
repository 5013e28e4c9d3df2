import * as tf from '@tensorflow/tfjs';
import { unitNorms } from 'tfjs-max-norm';

/** What is seen of a network at one step. A number that is not finite is `null`, as in JSON. */
export interface Look {
  step: number;
  loss: number | null;
  /** Of each layer: root mean square of its outputs for the probe. */
  activations: (number | null)[];
  /** Of each kernel: largest norm of a unit. */
  norms: (number | null)[];
  /** Length of the longest step since the last look: of the change of all kernels together. */
  stepLength: number | null;
}

/** Looks into a network of dense layers while it trains. */
export class Watch {
  private readonly kernels: tf.LayerVariable[];
  private before: tf.Tensor[] = [];
  private longest = 0;

  /** @param probe Inputs for the activations; the caller's to dispose of. */
  constructor(
    private readonly model: tf.Sequential,
    private readonly probe: tf.Tensor,
  ) {
    this.kernels = model.trainableWeights.filter(({ shape }) => shape.length === 2);
    this.remember();
  }

  /** To be called after every step. */
  measureStep(): void {
    const square = scalarOf(() =>
      tf.addN(
        this.kernels.map((kernel, i) =>
          tf.sum(tf.squaredDifference(kernel.read(), this.before[i])),
        ),
      ),
    );
    const length = Math.sqrt(square);
    this.longest = Math.max(this.longest, length); // NaN stays NaN
    this.remember();
  }

  look(step: number, loss: number): Look {
    const look = {
      step,
      loss: finite(loss),
      activations: this.activations(),
      norms: this.kernels.map((kernel) =>
        finite(scalarOf(() => tf.max(unitNorms(kernel.read(), 0)))),
      ),
      stepLength: finite(this.longest),
    };
    this.longest = 0;
    return look;
  }

  dispose(): void {
    tf.dispose(this.before);
  }

  private remember(): void {
    tf.dispose(this.before);
    this.before = this.kernels.map((kernel) => kernel.read().clone());
  }

  private activations(): (number | null)[] {
    const squares = tf.tidy(() => {
      let outputs = this.probe;
      return this.model.layers.map((layer) => {
        outputs = layer.apply(outputs) as tf.Tensor;
        return tf.mean(tf.square(outputs));
      });
    });
    const activations = squares.map((square) => finite(Math.sqrt(square.dataSync()[0])));
    tf.dispose(squares);
    return activations;
  }
}

function scalarOf(compute: () => tf.Tensor): number {
  const result = tf.tidy(compute);
  const [value] = result.dataSync();
  result.dispose();
  return value;
}

/** To five digits, which is enough to draw. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(5)) : null;
}
