// Cases that have a test which fails, because the product does not do what they are about: why. What passes is taken out.

export const lacking: Readonly<Record<string, string>> = {};
