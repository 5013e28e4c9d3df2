import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(__dirname, '../..');
/** Where the files lie that a page's programs import beside them. */
const FOLDERS: Record<string, string> = {
  'docs/gradient-clipping.md': 'examples/gradientClipping',
  'docs/pytorch.md': 'examples/pytorch',
};
/** What is not installed here. */
const ABSENT = "declare module '@tensorflow/tfjs-node-gpu';";
/** Names and modules that are not there; JavaScript is checked for no more. */
const UNKNOWN = [2304, 2305, 2307, 2503, 2552];

const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The programs of a page: blocks of code of which the first imports what it takes, and the others go on. */
function programsOf(page: string): { language: string; code: string }[] {
  const programs: { language: string; code: string }[] = [];
  const text = readFileSync(join(root, page), 'utf8');
  for (const [, language, code] of text.matchAll(/^```(ts|js)\n([^]*?)^```/gm)) {
    if (programs.length > 0 && !/^import /m.test(code)) programs[programs.length - 1].code += code;
    else programs.push({ language, code });
  }
  return programs;
}

const programs = pages.flatMap((page) =>
  programsOf(page).map(({ language, code }, i) => ({
    path: join(root, FOLDERS[page] ?? 'docs', `${page.replace(/\W/g, '-')}-${i}.ts`),
    isTyped: language === 'ts',
    code: `${code}\nexport {};\n`,
  })),
);

test('every program of README and the guides is whole: it compiles', () => {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) =>
    ts.sys.readFile(path),
  ) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  Object.assign(options, { noEmit: true, noUnusedLocals: false, noUnusedParameters: false });
  const absent = join(root, 'docs/absent.d.ts');
  const files = new Map([
    [absent, ABSENT],
    ...programs.map(({ path, code }) => [path, code] as const),
  ]);
  const host = ts.createCompilerHost(options);
  host.fileExists = (path) => files.has(path) || ts.sys.fileExists(path);
  host.readFile = (path) => files.get(path) ?? ts.sys.readFile(path);
  host.getSourceFile = (path, version) => {
    const text = host.readFile(path);
    return text == null ? undefined : ts.createSourceFile(path, text, version);
  };
  const compiled = ts.createProgram([...files.keys()], options, host);
  const errors = programs.flatMap(({ path, isTyped }) => {
    const source = compiled.getSourceFile(path);
    return [...compiled.getSyntacticDiagnostics(source), ...compiled.getSemanticDiagnostics(source)]
      .filter(({ code }) => isTyped || UNKNOWN.includes(code))
      .map(({ messageText, start = 0 }) => {
        const [line] = source!.text.slice(start).split('\n');
        return `${path.slice(root.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')} [${line}]`;
      });
  });
  expect(programs.length).toBeGreaterThan(15);
  expect(errors).toEqual([]);
});
