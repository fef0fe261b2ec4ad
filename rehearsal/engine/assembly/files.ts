import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from '../aws/service';

export type Json = Readonly<Record<string, unknown>>;

/** One stack of a cloud assembly, as its files give it. */
export interface StackFiles {
  readonly stackName: string;
  readonly account: Account;
  readonly template: Json;
  /** Folder or file of each asset, by the S3 key it is published under. */
  readonly assets: ReadonlyMap<string, string>;
}

interface Artifact {
  readonly type?: string;
  readonly environment?: string;
  readonly dependencies?: readonly string[];
  readonly properties?: { readonly templateFile?: string; readonly stackName?: string; readonly file?: string };
}

interface AssetManifest {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly source?: { readonly path?: string };
        readonly destinations?: Readonly<Record<string, { readonly objectKey?: string }>>;
      }
    >
  >;
}

/**
 * Finds one stack in a folder made by `cdk synth`.
 * @throws for a missing or unreadable folder, no stack or an ambiguous one, an unknown account or region.
 */
export function readStack(directory: string, stackName?: string): StackFiles {
  const manifestFile = join(directory, 'manifest.json');
  if (!existsSync(manifestFile)) {
    throw new Error(`There is no cloud assembly in ${directory} (no manifest.json): synthesise the app first`);
  }
  const { artifacts = {} } = readJson(manifestFile) as { artifacts?: Record<string, Artifact> };
  const [id, artifact] = chooseStack(artifacts, directory, stackName);
  const { templateFile, stackName: name = id } = artifact.properties ?? {};
  if (templateFile === undefined) throw new Error(`Stack ${name} in ${manifestFile} names no template file`);
  const assets = new Map<string, string>();
  for (const dependency of artifact.dependencies ?? []) {
    const { type, properties } = artifacts[dependency] ?? {};
    if (type === 'cdk:asset-manifest' && properties?.file) readAssets(directory, properties.file, assets);
  }
  return {
    stackName: name,
    account: accountOf(artifact.environment, name),
    template: readJson(join(directory, templateFile)),
    assets,
  };
}

/** The folder an asset was bundled into. @throws when it is not there, or not a folder. */
export function assetFolder(assets: ReadonlyMap<string, string>, objectKey: string): string {
  const path = assets.get(objectKey);
  if (path === undefined) {
    throw new Error(
      `The stack has no asset with the key ${objectKey}; it has ${[...assets.keys()].join(', ') || 'none'}`,
    );
  }
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    throw new Error(`The asset ${objectKey} should be the folder ${path}, which does not exist`);
  }
  return path;
}

function chooseStack(
  artifacts: Readonly<Record<string, Artifact>>,
  directory: string,
  stackName: string | undefined,
): [string, Artifact] {
  const stacks = Object.entries(artifacts).filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack');
  const names = stacks.map(([id, artifact]) => artifact.properties?.stackName ?? id).join(', ');
  if (stacks.length === 0) throw new Error(`The cloud assembly in ${directory} has no stack`);
  const wanted = stacks.filter(([id, artifact]) =>
    [id, artifact.properties?.stackName ?? id].includes(stackName ?? id),
  );
  const [first] = wanted;
  if (!first) throw new Error(`The cloud assembly in ${directory} has no stack ${stackName}; it has ${names}`);
  if (wanted.length > 1) throw new Error(`The cloud assembly in ${directory} has several stacks, name one: ${names}`);
  return first;
}

function accountOf(environment: string | undefined, stackName: string): Account {
  const [, id, region] = /^aws:\/\/(\d{12})\/([a-z]{2,}(?:-[a-z]+)+-\d)$/.exec(environment ?? '') ?? [];
  if (id === undefined || region === undefined) {
    throw new Error(
      `Stack ${stackName} was synthesised for ${environment ?? 'no environment'}: ` +
        'give it an account and a region (env), so that names and ARNs are those of the deployment',
    );
  }
  if (/^(cn|us-gov|us-iso\w*|eu-iso\w*|eusc)-/.test(region)) {
    throw new Error(`Stack ${stackName} is for ${region}: the rehearsal knows the partition aws only`);
  }
  return { id, region };
}

function readAssets(directory: string, file: string, assets: Map<string, string>): void {
  const { files = {} } = readJson(join(directory, file)) as AssetManifest;
  for (const { source, destinations } of Object.values(files)) {
    for (const { objectKey } of Object.values(destinations ?? {})) {
      if (objectKey !== undefined && source?.path !== undefined) assets.set(objectKey, join(directory, source.path));
    }
  }
}

function readJson(file: string): Json {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Error(`The cloud assembly lacks the file ${file}`);
  }
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`);
  }
}
