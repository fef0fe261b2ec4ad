import type { Description } from '../description';
import type { Assembly } from '../engine/assembly';
import type { VirtualClock } from '../engine/clock';
import type { Cloud } from '../engine/cloud';
import { createIssuer, type Issuer } from '../issuer';
import { CommandLine, type Engineer, engineersOf } from './engineers';
import { Phone } from './phone';

/** What the app's own directory says about where people are sent. */
interface Doors {
  readonly api: string;
  readonly signIn: { readonly issuer: string; readonly clientId: string };
}

/** Everybody a story can send somewhere: each with a phone of their own, and a command line where they have credentials. */
export class Team {
  readonly engineers: ReadonlyMap<string, Engineer>;
  readonly issuer: Issuer;
  private readonly phones = new Map<string, Phone>();

  /** @param loopback where real browsers find the rehearsal; absent: there are none. */
  constructor(
    private readonly cloud: Cloud,
    private readonly clock: VirtualClock,
    private readonly description: Description,
    assembly: Assembly,
    loopback?: string,
  ) {
    this.engineers = engineersOf(description, assembly);
    for (const engineer of this.engineers.values()) cloud.api?.know(engineer);
    const { api, signIn } = this.doors();
    this.issuer = createIssuer({
      ...signIn,
      redirectUri: `${api}/signed-in`,
      people: [...peopleOf(description), STRANGER],
      now: () => clock.now(),
      loopback: loopback ?? 'http://127.0.0.1',
      ...(loopback ? { sendBrowserTo: (uri: string) => uri.replace(api, loopback) } : {}),
    });
    cloud.serve(this.issuer.host, (request) => clock.whileBusy(() => this.issuer.answer(request)));
  }

  /** The contact's own phone; it keeps its cookies. */
  phone(owner: string): Phone {
    const phone = this.phones.get(owner) ?? new Phone(this.api, this.issuer, (work) => this.clock.whileBusy(work));
    this.phones.set(owner, phone);
    return phone;
  }

  /** @throws when nobody of that name has credentials. */
  commandLine(who: string): CommandLine {
    const engineer = this.engineers.get(who);
    if (!engineer) throw new Error(`${who} has no AWS credentials; ${[...this.engineers.keys()].join(', ')} have.`);
    const { region } = this.description.environment;
    return new CommandLine(
      engineer,
      this.api,
      region,
      () => this.clock.now(),
      (work) => this.clock.whileBusy(work),
    );
  }

  private get api(): NonNullable<Cloud['api']> {
    if (!this.cloud.api) throw new Error('The assembly has no HTTP API: nobody can open a page or send a command.');
    return this.cloud.api;
  }

  private doors(): Doors {
    return JSON.parse(this.cloud.ssm.value(this.description.directory)) as Doors;
  }
}

/** Signs in at the issuer like everybody, and is nobody's contact. */
export const STRANGER = { subject: 'subject-of-nobody', name: 'a stranger' };

const peopleOf = ({ environment }: Description) =>
  Object.values(environment.contacts).flatMap(({ role, identities }) =>
    identities?.oidcSubject ? [{ subject: identities.oidcSubject, name: role }] : [],
  );
