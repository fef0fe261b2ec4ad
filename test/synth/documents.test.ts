import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAssembly } from '../../tools/docs/assembly';
import { makeDocuments } from '../../tools/docs/documents';
import { assembled } from '../support/assembled';
import { ofType, stacks } from '../support/synth';

const written = (name: string) => readFileSync(join(__dirname, '../../docs', `${name}.md`), 'utf8');

describe('documents made of what is synthesised', () => {
  test.each(['workflows', 'permissions'])('docs/%s.md is up to date (npm run docs)', async (name) => {
    const [[, made] = ['', '']] = await makeDocuments([name], assembled());
    expect(written(name) === made || 'npm run docs').toBe(true);
  });

  test('every workflow has its picture, every function its line, and every granted action is named', () => {
    const { prod } = stacks(assembled());
    if (!prod) throw new Error('There is no environment prod.');
    const machines = ofType(prod, 'AWS::StepFunctions::StateMachine');
    const titles = machines.map(({ Properties }) => String(Properties.StateMachineName).replace('runbook-prod-', ''));
    for (const title of titles) expect(written('permissions')).toContain(`| \`${title}\` |`);
    const pictures = written('workflows').match(/^```mermaid$/gm) ?? [];
    // Those that are alike share one, and those that differ in staging have two.
    expect(pictures.length).toBeGreaterThan(titles.length / 2);
    for (const { Properties } of ofType(prod, 'AWS::Lambda::Function')) {
      const name = String(Properties.FunctionName).replace('runbook-prod-', '');
      expect(written('permissions')).toContain(`| \`${name}\` | `);
    }
    for (const { Properties } of ofType(prod, 'AWS::IAM::Policy')) {
      const { Statement } = Properties.PolicyDocument as unknown as { Statement: { Action: string | string[] }[] };
      for (const action of Statement.flatMap(({ Action }) => Action)) {
        if (!/^(logs|xray):/.test(action)) expect(written('permissions')).toContain(`\`${action}\``);
      }
    }
  });

  /** Of a flowchart as GitHub draws it, what these pictures use: anything else is a mistake in a text or an id. */
  const TEXT = '"(?:[^"#;<>&`\\\\[\\]{}|*_]|#\\d+;)*"';
  const LINES = [
    /^flowchart TD$/,
    /^direction TB$/,
    /^end$/,
    /^\w+start\(\(" "\)\) --> \w+$/,
    new RegExp(`^subgraph \\w+\\[${TEXT}\\]$`),
    new RegExp(
      `^\\w+(\\[${TEXT}\\]|\\{${TEXT}\\}|\\{\\{${TEXT}\\}\\}|\\[/${TEXT}/\\]|\\[\\[${TEXT}\\]\\]|\\(${TEXT}\\)|\\(\\[${TEXT}\\]\\))$`,
    ),
    new RegExp(`^\\w+ -->(\\|${TEXT}\\|)? \\w+$`),
  ];

  test('every line of every picture is of the grammar that was seen drawn, and every arrow joins two boxes', () => {
    const pictures = [...written('workflows').matchAll(/^```mermaid\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
    expect(pictures.length).toBeGreaterThan(0);
    for (const picture of pictures) {
      const lines = picture.trimEnd().split('\n');
      expect(lines.filter((line) => !LINES.some((form) => form.test(line)))).toEqual([]);
      const boxes = lines.flatMap((line) => /^(?:subgraph )?(\w+)[[({]/.exec(line)?.[1] ?? []);
      expect(new Set(boxes).size).toBe(boxes.length);
      const ends = lines.flatMap(
        (line) => /^(\w+)(?:\(\(" "\)\))? -->(?:\|[^|]*\|)? (\w+)$/.exec(line)?.slice(1) ?? [],
      );
      expect(ends.filter((end) => !boxes.includes(end))).toEqual([]);
      const frames = lines.filter((line) => line.startsWith('subgraph ')).length;
      expect(lines.filter((line) => line === 'end')).toHaveLength(frames);
    }
  });

  test('an assembly is read with every environment', () => {
    expect(Object.keys(readAssembly(assembled()))).toEqual(['prod', 'staging']);
  });
});
