import { html } from 'hono/html';
import type { Html } from './html';

/**
 * Quiet on either ground; text at least 4.5 to 1. A colour means something: red is the fault and what did not hold, amber
 * the alarm and what was held back, blue what the automation did, green what serves again, violet people.
 */
export const STYLE = `
:root{color-scheme:light dark;--ground:#fff;--text:#16191d;--quiet:#565f69;--line:#dde1e6;--faint:#b9c0c8;--box:#f6f7f9;--link:#0b4fb3;--red:#b3261e;--redbox:#fdecea;--amber:#8a5300;--blue:#1a5fb4;--green:#1b7a3d;--violet:#6b3fa0}
@media(prefers-color-scheme:dark){:root{--ground:#0f1215;--text:#e9edf1;--quiet:#a3adb8;--line:#2a3037;--faint:#515b66;--box:#171b20;--link:#9cc2ff;--red:#ff9a91;--redbox:#351512;--amber:#f0b35a;--blue:#86b6f6;--green:#6fd08c;--violet:#c9a5f7}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0 auto;max-width:64rem;padding:2.5rem 1.5rem 6rem;background:var(--ground);color:var(--text);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;overflow-wrap:anywhere}
h1{margin:.25rem 0 .5rem;font-size:2rem;line-height:1.2;letter-spacing:-.015em}
h2{margin:3.5rem 0 .75rem;font-size:1.3rem;line-height:1.3;letter-spacing:-.01em}
h3{margin:2rem 0 .5rem;font-size:.8rem;letter-spacing:.04em;text-transform:uppercase;color:var(--quiet)}
p{margin:.5rem 0;max-width:46rem}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:2px}
.quiet,figcaption{color:var(--quiet);font-size:.875rem}
.over{margin:0;color:var(--quiet);font-size:.8rem;letter-spacing:.06em;text-transform:uppercase}
time,.num,td,dd{font-variant-numeric:tabular-nums}
.no{color:var(--red)}.yes{color:var(--green)}
dl.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(5.75rem,1fr));gap:1.25rem .75rem;margin:2rem 0;padding:1.25rem 0;border:solid var(--line);border-width:1px 0}
dl.figures div{display:flex;flex-direction:column}
dl.figures dt{color:var(--quiet);font-size:.8rem}
dl.figures dd{order:-1;margin:0;font-size:1.5rem;line-height:1.25;letter-spacing:-.01em}
dl.small{grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));margin:1.25rem 0 0;padding:0;border:0}
dl.small dd{font-size:1.05rem}
dl.about{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.5rem;margin:1.5rem 0;font-size:.9rem}
dl.about dt{color:var(--quiet)}
dl.about dd{margin:0}
.loud{margin:2.5rem 0;padding:1.25rem 1.5rem;border:2px solid var(--red);border-radius:.5rem;background:var(--redbox)}
.loud h2{margin:0 0 .5rem;color:var(--red)}
.loud ul{margin:.25rem 0;padding-left:1.25rem}
.loud li p{margin:0}
table{width:100%;border-collapse:collapse;font-size:.9rem}
th{padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line);color:var(--quiet);font-size:.8rem;font-weight:400;text-align:left;vertical-align:bottom}
td{padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td.n,th.n{text-align:right;white-space:nowrap}
td:last-child,th:last-child{padding-right:0}
td a{display:inline-block;min-height:1.5rem}
td.m{width:1.75rem}
nav table{table-layout:fixed;margin-bottom:1rem}
nav tr:last-child td{border:0}
nav th:nth-child(1){width:1.75rem}nav th:nth-child(3){width:11rem}nav th:nth-child(4),nav th:nth-child(5){width:4rem}nav th:nth-child(6){width:7.5rem}nav th:nth-child(7){width:8rem}
details{border-bottom:1px solid var(--line)}
summary{display:flex;gap:.75rem;align-items:baseline;min-height:2.75rem;padding:.65rem 0;cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
summary::after{content:"+";flex:none;width:1rem;margin-left:auto;color:var(--quiet);text-align:center}
details[open]>summary::after{content:"\\2212"}
summary .what{flex:1}
summary small,.run small{display:block;color:var(--quiet);font-size:.85rem}
.run{display:flex;gap:.75rem;align-items:baseline;padding:.65rem 0;border-bottom:1px solid var(--line)}
summary time,.run time{color:var(--quiet);font-size:.875rem}
summary:hover .t,summary:hover .what>b{text-decoration:underline;text-underline-offset:3px}
summary .count{flex:none;color:var(--quiet);font-size:.85rem}
.story{scroll-margin-top:4.5rem;padding:.25rem 0 2.5rem}
.story>:first-child{margin-top:0}
.mark{flex:none;width:1rem;font-weight:700}
.broken{margin:.5rem 0 1rem;padding:.75rem 1rem;border-left:3px solid var(--red);background:var(--redbox)}
.broken p{margin:.15rem 0}
figure{margin:1.25rem 0}
figcaption{margin-top:.5rem}
ol.lines{margin:0;padding:0;list-style:none}
ol.lines li{display:grid;grid-template-columns:4.75rem 1fr;padding:.45rem 0;border-top:1px solid var(--line)}
ol.lines li:first-child{border-top:0}
ol.lines time{color:var(--quiet);font-size:.875rem;line-height:1.7}
ol.lines p{margin:0;font-size:.925rem}
ol.lines i{margin-left:.4rem;padding:0 .4rem;border:1px solid currentColor;border-radius:.25rem;font-size:.75rem;font-style:normal;white-space:nowrap}
i.resolved,i.sent{color:var(--green)}i.escalate,i.failed{color:var(--red)}i.wait,i.ask,i.stand-down,i.park{color:var(--amber)}i.paged{color:var(--violet)}
.two{display:grid;grid-template-columns:minmax(0,1fr) 22.5rem;gap:0 3rem}
pre{margin:.25rem 0 1rem;padding:1rem;border-radius:.375rem;background:var(--box);font:.8125rem/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre-wrap}
svg{display:block;overflow:visible;font-size:12px}
svg text{fill:var(--text);font-variant-numeric:tabular-nums}
svg .q,svg .n{fill:var(--quiet)}
.time .b{font-weight:600}
.l,.g{stroke:var(--line)}
.g{stroke-dasharray:2 3}
rect.down{fill:var(--red);opacity:.3}rect.best{fill:var(--green);opacity:.3}
.flow{font-size:13px}
.flow path{fill:none}
.flow .f{stroke:var(--line);stroke-width:1.5}
.flow .w{stroke:var(--blue);stroke-width:2}
.flow circle.v,.flow path.v{fill:var(--blue);stroke:var(--blue)}
.flow circle.n,.flow path.n{fill:var(--ground);stroke:var(--faint);stroke-width:1.5}
.flow .x{fill:var(--blue);font-weight:600}
.defs{position:absolute}
footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--line)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
@media(max-width:56rem){.two{grid-template-columns:minmax(0,1fr)}}
@media(max-width:40rem){nav th:nth-child(3){width:6.5rem}body{padding:1.25rem 1rem 4rem}h1{font-size:1.6rem}.wide{display:none}dl.figures{grid-template-columns:repeat(3,1fr)}dl.small{grid-template-columns:repeat(2,1fr)}ol.lines li{grid-template-columns:1fr}dl.about{grid-template-columns:1fr}dl.about dd{margin-bottom:.5rem}summary .count{display:none}.loud{padding:1rem}}
@media print{:root{color-scheme:light}body{max-width:none;padding:0;font-size:10pt}summary::after{content:none}figure,pre,li,tr,.broken{break-inside:avoid}h2,h3,summary{break-after:avoid}a{color:inherit;text-decoration:none}}
`;

/** What the pictures share: drawn once, used by name. */
export const SHARED: Html = html`<svg class="defs" width="0" height="0" aria-hidden="true"><defs>
<marker id="arrow" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="4" markerHeight="4" orient="auto"><path d="M0 0L6 3 0 6z" style="fill:var(--blue)"/></marker>
<pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V7" style="stroke:var(--line);stroke-width:2"/></pattern>
<g id="m-fault"><path d="M-5-5L5 5M5-5L-5 5" style="stroke:var(--red);stroke-width:2.5"/></g>
<g id="m-alarm"><path d="M0-8L7 5H-7z" style="fill:var(--amber);stroke:var(--ground)"/></g>
<g id="m-served"><circle r="6" style="fill:var(--green);stroke:var(--ground)"/></g>
<g id="m-step"><circle r="4" style="fill:var(--quiet);stroke:var(--ground)"/></g>
<g id="m-run"><circle r="4" style="fill:var(--ground);stroke:var(--quiet);stroke-width:2"/></g>
<g id="m-act"><rect x="-5.5" y="-5.5" width="11" height="11" rx="1.5" style="fill:var(--blue);stroke:var(--ground)"/></g>
<g id="m-held"><rect x="-5" y="-5" width="10" height="10" rx="1.5" style="fill:var(--ground);stroke:var(--amber);stroke-width:2"/></g>
<g id="m-page"><rect x="-8" y="-6" width="16" height="12" rx="1.5" style="fill:var(--violet);stroke:var(--ground)"/><path d="M-6.5-4L0 1.5 6.5-4" style="fill:none;stroke:var(--ground);stroke-width:1.5"/></g>
<g id="m-answer"><circle r="5" style="fill:var(--ground);stroke:var(--violet);stroke-width:2.5"/></g>
</defs></svg>`;
