// node purge.mjs SITE: takes the rules out of a site's style sheets that nothing on it can use.
import { writeFileSync } from "node:fs"
import { PurgeCSS } from "purgecss"

const site = process.argv[2]
const sheets = await new PurgeCSS().purge({
  css: [`${site}/assets/**/*.css`], // what Run loads has its own
  content: [`${site}/**/*.html`, `${site}/assets/**/*.js`, `${site}/playground/{ui,runner}/**/*.{js,mjs}`],
})
for (const { file, css } of sheets) if (file) writeFileSync(file, css)
