// node purge.mjs SITE: takes the rules out of the theme's style sheets that nothing on the site
// can use. (Ours stay whole: scripts put names of classes together.)
import { writeFileSync } from "node:fs"
import { PurgeCSS } from "purgecss"

const site = process.argv[2]
const sheets = await new PurgeCSS().purge({
  css: [`${site}/assets/stylesheets/*.css`],
  content: [`${site}/**/*.html`, `${site}/assets/**/*.js`, `${site}/playground/{ui,runner}/**/*.{js,mjs}`],
})
for (const { file, css } of sheets) if (file) writeFileSync(file, css)
