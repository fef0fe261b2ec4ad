import { NotPlayed } from '../refuse';

// @claim documented: {{resolve:secretsmanager:<name>:SecretString:::}} in a template stands for the whole text of a secret; what follows SecretString may name a JSON key, a stage and a version.
// @source https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
const SECRET = /^\{\{resolve:secretsmanager:([^:{}]+):SecretString:{0,3}\}\}$/;

/**
 * A property as CloudFormation hands it to the service: a dynamic reference replaced by what it stands for.
 * @param secretText the text of a secret, or undefined where there is none of that name.
 * @throws NotPlayed for every other kind of dynamic reference; an error when the secret does not exist.
 */
export function resolved(property: string, where: string, secretText: (name: string) => string | undefined): string {
  if (!property.includes('{{resolve:')) return property;
  const name = SECRET.exec(property)?.[1];
  if (name === undefined) {
    throw new NotPlayed(`${where} ${property}`, ['{{resolve:secretsmanager:<name>:SecretString:::}}']);
  }
  const text = secretText(name);
  if (text === undefined) {
    throw new Error(`${where} refers to the secret ${name}, which does not exist: the stack could not be deployed so.`);
  }
  return text;
}
