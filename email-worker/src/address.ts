// The address a mail was sent to: status+acme-k3v9w2x7@example.org. The tag behind the "+" tells the provider, and who
// does not know it cannot forge a mail of that page.

/** "acme-k3v9w2x7" of the address above; undefined when there is none. */
export function addressTag(address: string): string | undefined {
  const local = address.slice(0, Math.max(0, address.lastIndexOf("@")));
  const plus = local.indexOf("+");
  const tag = local.slice(plus + 1).toLowerCase();
  return plus !== -1 && /^[a-z0-9_-]{1,64}$/.test(tag) ? tag : undefined;
}
