import { Logger } from '@aws-lambda-powertools/logger';
import * as v from 'valibot';
import { type ApiRequest, type ApiResponse, form, page, redirect } from '../shared/api';
import { QuestionId } from '../shared/approvals/approval';
import { Reason, Refusal } from '../shared/command';
import { type Directory, readDirectory } from '../shared/directory';
import { isFormToken } from '../shared/form-token';
import { message } from '../shared/html';
import { contactOf, type Identity, inWords } from '../shared/identity';
import { issuerKeys } from '../shared/issuer-keys';
import { SESSION_COOKIE, verifySession } from '../shared/session';
import { parse } from '../shared/step';
import { named } from '../shared/wording';
import { answer, type Tables } from './answer';

const Form = v.object({
  approval: QuestionId,
  decision: v.picklist(['approve', 'refuse']),
  reason: Reason,
  /** Where the form stood. */
  to: v.optional(
    v.pipe(
      v.string(),
      v.check((to) => /^\/(i|incidents)\/[\w-]+$/.test(to), 'a path of one of our pages'),
    ),
  ),
  token: v.string(),
});

const logger = new Logger();

/**
 * An answer from a page: it counts only with a sign-in that is somebody's we know, and with the token that this page has given
 * to this sign-in for this question.
 */
export async function fromBrowser(asked: ApiRequest, tables: Tables, requestId: string): Promise<ApiResponse> {
  const incidentId = asked.path.id ?? '';
  const back = `/incidents/${encodeURIComponent(incidentId)}`;
  try {
    const directory = await readDirectory();
    const { identity, contact, session } = await signedIn(asked, directory);
    const { approval, decision, reason, token, to } = formOf(asked);
    if (!isFormToken(token, session, decision, incidentId, approval))
      throw new Refusal(403, 'The form does not come from a page that was made for you. Open the page again.');
    const now = Date.now();
    await answer(
      { incidentId, approvalId: approval, contact, identity, decision, reason, now, requestId },
      directory,
      tables,
    );
    return redirect(to ?? back);
  } catch (error) {
    logger.warn(`An answer was not taken: ${named(error)}`, { incident: incidentId });
    const refused = error instanceof Refusal;
    return page(
      refused ? error.status : 500,
      message({
        title: refused ? (error.status === 409 ? 'Nothing was changed' : 'Not done') : 'It failed',
        text: refused
          ? error.message
          : `Your answer may have been stored, or not: look at the page again. ${named(error)}`,
        links: [{ title: 'Back to the incident', url: back }],
      }),
    );
  }
}

/** @throws Refusal that names the field. */
function formOf(asked: ApiRequest): v.InferOutput<typeof Form> {
  try {
    return parse(Form, form(asked), 'The form');
  } catch (error) {
    throw error instanceof TypeError ? new Refusal(400, error.message) : error;
  }
}

interface SignedIn {
  readonly identity: Identity;
  readonly contact: string;
  readonly session: string;
}

/** @throws Refusal when nobody is signed in, or somebody we do not know. */
async function signedIn({ cookies }: ApiRequest, directory: Directory): Promise<SignedIn> {
  const state = await verifySession(
    cookies[SESSION_COOKIE],
    directory.signIn,
    Date.now(),
    issuerKeys(directory.signIn.issuer),
  );
  if ('signedOut' in state) throw new Refusal(403, `${state.signedOut} Nothing was done.`);
  const identity: Identity = { kind: 'oidc', ...state.signedIn };
  const contact = contactOf(identity, directory);
  if (!contact) throw new Refusal(403, `${inWords(identity)} is nobody we know: no contact has this identity.`);
  return { identity, contact, session: state.token };
}
