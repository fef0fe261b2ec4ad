/** Text from outside (log lines, alarm reasons) must not be able to make a heading or a link of its own. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').replace(/([\\`*_[\]<>#|])/g, '\\$1');
