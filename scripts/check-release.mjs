// Stops a release that would go wrong: `GITHUB_REF_NAME` is the tag that starts it.
import { readFileSync } from 'node:fs';

const { repository, version } = JSON.parse(readFileSync('package.json', 'utf8'));
const tag = process.env.GITHUB_REF_NAME;
const problems = [];
if (!repository) {
  problems.push(
    '"repository" must be set in package.json: npm resolves the links of README by it.',
  );
}
if (tag !== `v${version}`) problems.push(`the tag must be v${version}, got ${tag}.`);
if (!readFileSync('CHANGELOG.md', 'utf8').match(`## ${version} - \\d{4}-\\d\\d-\\d\\d`)) {
  problems.push(`CHANGELOG.md must have the date of ${version}.`);
}
for (const problem of problems) console.error(`check-release: ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;
