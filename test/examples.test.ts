import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import * as ts from 'typescript';
import * as api from '../src/index.js';
import * as nodeApi from '../src/node/index.js';

const src = path.join(__dirname, '../src');

/** The docstrings' examples, with what they document. Jest cannot load h5wasm, so those of keras/ are run elsewhere. */
const examples = fs
  .readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/^(assembly|keras)/.test(file))
  .sort()
  .flatMap((file) => {
    const text = fs.readFileSync(path.join(src, file), 'utf8');
    const docstrings = text.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\s*export (?:async )?\w+ (\w+)/g);
    return [...docstrings].flatMap(([, docstring, name]) =>
      [...docstring.matchAll(/```ts\n([^]*?)```/g)].map(
        ([, code]) => [name, file, code.replace(/^ \* ?/gm, '')] as const,
      ),
    );
  });

/** `EXPRESSION; // VALUE` is a claim to check; so it is of what is printed. */
function withChecks(code: string): string {
  return code.replace(
    /^(?!const |let )(.+?)(\.print\(\))?; \/\/ ([[{\d'-].*)$/gm,
    (_, expression: string, print: string | undefined, value: string) => {
      const logged = /^console\.log\((.*)\)$/.exec(expression)?.[1] ?? expression;
      return `check(${logged}${print == null ? '' : '.arraySync()'}, ${value});`;
    },
  );
}

function check(value: unknown, expected: unknown): void {
  if (typeof expected === 'number') expect(value).toBeCloseTo(expected, 2);
  else if (Array.isArray(expected)) {
    expect(value).toHaveLength(expected.length);
    expected.forEach((each, i) => check((value as unknown[])[i], each));
  } else expect(value).toEqual(expected);
}

async function run(code: string, scope: Record<string, unknown>): Promise<void> {
  const { outputText } = ts.transpileModule(withChecks(code), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const example = new AsyncFunction(...Object.keys(scope), `{ ${outputText} }`);
  await example(...Object.values(scope));
}

const { constructor: AsyncFunction } = Object.getPrototypeOf(run) as {
  constructor: new (...code: string[]) => (...scope: unknown[]) => Promise<void>;
};

describe('docstring examples', () => {
  const cwd = process.cwd();
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'examples-'));
  const model = tf.sequential();
  let log: jest.SpyInstance;

  beforeAll(() => {
    model.add(
      tf.layers.dense({
        units: 2,
        inputShape: [3],
        kernelConstraint: api.maxNorm({ maxValue: 1 }),
      }),
    );
    process.chdir(dir);
  });
  beforeEach(async () => {
    await tf.setBackend('cpu');
    log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  });
  afterEach(() => log.mockRestore());
  afterAll(() => {
    process.chdir(cwd);
    fs.rmSync(dir, { recursive: true });
  });

  test.each(examples)('%s (%s)', async (_, __, code) => {
    await run(code, {
      ...api,
      ...nodeApi,
      tf,
      model,
      check,
      require,
      exports: {},
    });
  });

  test.each(['models.md', 'custom-layers.md', 'monitoring.md', 'own-constraints.md'])(
    'docs/%s',
    async (file) => {
      const text = fs.readFileSync(path.join(src, '../docs', file), 'utf8');
      const blocks = [...text.matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code);
      await run(blocks.join(''), { check, require, exports: {} });
    },
  );

  test('every public function has one', () => {
    const functions = Object.entries(api)
      .filter(([name, value]) => typeof value === 'function' && /^[a-z]/.test(name))
      .map(([name]) => name);
    expect(examples.map(([name]) => name)).toEqual(expect.arrayContaining(functions));
  });
});
