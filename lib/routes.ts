import type { FunctionName } from './function-list';

export interface Route {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly path: string;
  readonly answers: FunctionName;
}

/**
 * What a browser may ask for. API Gateway checks nothing here: the function behind each route does, by the link, by the
 * sign-in and by the form's token.
 */
export const BROWSER_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/i/{link}', answers: 'show-incident' },
  { method: 'HEAD', path: '/i/{link}', answers: 'show-incident' },
  { method: 'POST', path: '/i/{link}/acknowledge', answers: 'acknowledge-page' },
  { method: 'GET', path: '/incidents/{id}', answers: 'show-incident' },
  { method: 'HEAD', path: '/incidents/{id}', answers: 'show-incident' },
  { method: 'POST', path: '/incidents/{id}/decide', answers: 'decide-approval' },
  { method: 'GET', path: '/sign-in', answers: 'sign-in' },
  { method: 'HEAD', path: '/sign-in', answers: 'sign-in' },
  { method: 'GET', path: '/signed-in', answers: 'sign-in' },
  { method: 'HEAD', path: '/signed-in', answers: 'sign-in' },
  { method: 'POST', path: '/sign-out', answers: 'sign-in' },
];

/** What the command line asks for: signed with AWS credentials, checked by API Gateway. */
export const COMMAND_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/v1/status', answers: 'show-status' },
  { method: 'GET', path: '/v1/runbooks', answers: 'show-status' },
  { method: 'GET', path: '/v1/incidents', answers: 'list-incidents' },
  { method: 'GET', path: '/v1/incidents/{id}', answers: 'list-incidents' },
  { method: 'GET', path: '/v1/incidents/{id}/report', answers: 'list-incidents' },
  { method: 'GET', path: '/v1/observed', answers: 'list-incidents' },
  { method: 'GET', path: '/v1/logs', answers: 'show-logs' },
  { method: 'GET', path: '/v1/letters', answers: 'list-letters' },
  { method: 'POST', path: '/v1/letters/redrive', answers: 'redrive-letters' },
  { method: 'POST', path: '/v1/letters/discard', answers: 'discard-letters' },
  { method: 'POST', path: '/v1/runbooks/{id}/start', answers: 'start-runbook' },
  { method: 'POST', path: '/v1/incidents/{id}/acknowledge', answers: 'acknowledge-page' },
  { method: 'POST', path: '/v1/incidents/{id}/decide', answers: 'decide-approval' },
  { method: 'POST', path: '/v1/incidents/{id}/close', answers: 'close-incident' },
  { method: 'POST', path: '/v1/services/{role}/take', answers: 'take-service' },
  { method: 'POST', path: '/v1/services/{role}/give-back', answers: 'give-back-service' },
  { method: 'GET', path: '/v1/checklists/{id}', answers: 'show-checklist' },
  { method: 'POST', path: '/v1/gate/waive', answers: 'waive-gate' },
  { method: 'POST', path: '/v1/mode', answers: 'set-mode' },
  { method: 'POST', path: '/v1/halt', answers: 'halt-now' },
];
