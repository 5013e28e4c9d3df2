import { freeAxes } from '../axes.js';
import { show } from '../show.js';
import type { StoredModel, StoredWeight } from './storedModel.js';

/** A weight of a GraphModel, and the axes that hold one unit's incoming weights. */
export interface GraphWeight {
  weight: StoredWeight;
  /** Its name up to the last slash, and after it. */
  layer: string;
  name: string;
  axes: number[];
}

interface KernelOp {
  /** Which input is the kernel. */
  input: number;
  rank: number;
  axes: number[];
  /** Its kernel is a table of embeddings, which is selected only by name. */
  isLookup: boolean;
}

const conv2D: KernelOp = { input: 1, rank: 4, axes: [0, 1, 2], isLookup: false };
const depthwise: KernelOp = { input: 1, rank: 4, axes: [0, 1], isLookup: false };
const matMul: KernelOp = { input: 1, rank: 2, axes: [0], isLookup: false };
const gather: KernelOp = { input: 0, rank: 2, axes: [1], isLookup: true };

/** The operations of a graph that multiply by a kernel, and its axes of one unit. */
const kernelOps = new Map<string, KernelOp>([
  ['MatMul', matMul],
  ['_FusedMatMul', matMul],
  ['Conv2D', conv2D],
  ['_FusedConv2D', conv2D],
  ['FusedConv2D', conv2D],
  ['Conv3D', { input: 1, rank: 5, axes: [0, 1, 2, 3], isLookup: false }],
  // The kernel of a transposed convolution is [height, width, filters, in].
  ['Conv2DBackpropInput', { input: 1, rank: 4, axes: [0, 1, 3], isLookup: false }],
  ['DepthwiseConv2dNative', depthwise],
  ['FusedDepthwiseConv2dNative', depthwise],
  ['_FusedDepthwiseConv2dNative', depthwise],
  ['Gather', gather],
  ['GatherV2', gather],
]);

/**
 * The selected weights of a GraphModel: those named, or else every one that the graph uses as a kernel. The axes are
 * those of the operation that uses the weight; if it is unknown, units are taken to lie on the last axis.
 *
 * @throws If there are none, a name matches none, or a weight meant by name is not of float32 and rank 1 or more.
 */
export function selectGraphWeights(
  { files, weights }: StoredModel,
  selection: string[] | RegExp | null,
): GraphWeight[] {
  const ops = kernelOpsByWeight(files.json.modelTopology);
  const opOf = ({ spec }: StoredWeight): KernelOp | undefined => {
    const op = ops.get(spec.name);
    return op?.rank === spec.shape.length ? op : undefined;
  };
  const names = Array.isArray(selection) ? new Set(selection) : null;
  const isMeant = (weight: StoredWeight): boolean => {
    const { name } = weight.spec;
    if (names != null) return names.has(name);
    if (!isBoundable(weight)) return false;
    return !(selection instanceof RegExp)
      ? opOf(weight)?.isLookup === false
      : name.search(selection) >= 0;
  };
  const meant = weights.filter(isMeant);
  for (const { spec } of meant) names?.delete(spec.name);
  const [unmatched] = names ?? [];
  if (meant.length === 0 || unmatched != null) {
    const names = weights.filter(isBoundable).map(({ spec }) => spec.name);
    const shown = names.slice(0, 10).join(', ') + (names.length > 10 ? ', ...' : '');
    throw new Error(
      `${files.path}: ${selection == null ? 'no weight is used as a kernel' : `no weight matches ${unmatched == null ? String(selection) : show(unmatched)}`}; ` +
        `its float32 weights are ${shown || 'none'}.`,
    );
  }
  const odd = meant.find((weight) => !isBoundable(weight))?.spec;
  if (odd != null) {
    throw new Error(
      `${files.path}: weight "${odd.name}" of dtype ${odd.dtype} and shape ${show(odd.shape)} has no norms; ` +
        `float32 weights of rank 1 or more have.`,
    );
  }
  return meant.map((weight) => {
    const { name, shape } = weight.spec;
    const slash = name.lastIndexOf('/');
    return {
      weight,
      layer: slash < 0 ? '.' : name.slice(0, slash),
      name: name.slice(slash + 1),
      axes: opOf(weight)?.axes ?? freeAxes('tfjs-max-norm', shape.length),
    };
  });
}

function isBoundable({ spec }: StoredWeight): boolean {
  return spec.dtype === 'float32' && spec.shape.length > 0 && !spec.shape.includes(0);
}

interface GraphNode {
  name: string;
  op: string;
  input: string[];
  attr: Record<string, { b?: unknown } | undefined>;
}

function kernelOpsByWeight(topology: object): Map<string, KernelOp> {
  const nodes = new Map(graphNodes(topology).map((node) => [node.name, node]));
  const found = new Map<string, KernelOp>();
  const ends = new Map<string, string>();
  for (const { op, input, attr } of nodes.values()) {
    const kernelOp = kernelOps.get(op);
    if (kernelOp == null || input.length <= kernelOp.input) continue;
    const name = throughIdentities(input[kernelOp.input], nodes, ends);
    const isTransposed = attr.transpose_b?.b === true;
    if (!found.has(name)) found.set(name, isTransposed ? { ...kernelOp, axes: [1] } : kernelOp);
  }
  return found;
}

/** The valid nodes: the topology is unchecked, as found in the file. */
function graphNodes(topology: object): GraphNode[] {
  const { node } = topology as { node: Partial<Record<keyof GraphNode, unknown>>[] };
  return node.flatMap((entry) => {
    if (typeof entry?.name !== 'string' || typeof entry.op !== 'string') return [];
    const inputs: unknown[] = Array.isArray(entry.input) ? entry.input : [];
    return {
      name: entry.name,
      op: entry.op,
      input: inputs.filter((input): input is string => typeof input === 'string'),
      attr: (entry.attr ?? {}) as GraphNode['attr'],
    };
  });
}

/**
 * The node behind an input such as `kernel:0`, skipping those that only pass their input on.
 *
 * @param ends Those found before: one chain may stand before many nodes.
 */
function throughIdentities(
  input: string,
  nodes: Map<string, GraphNode>,
  ends: Map<string, string>,
): string {
  const passed = new Set<string>();
  let name = input.split(':')[0];
  for (let node = nodes.get(name); ; node = nodes.get(name)) {
    if (ends.has(name)) name = ends.get(name)!;
    else if (node?.op === 'Identity' && node.input.length > 0 && !passed.has(name)) {
      passed.add(name);
      name = node.input[0].split(':')[0];
      continue;
    }
    for (const each of passed) ends.set(each, name);
    return name;
  }
}
