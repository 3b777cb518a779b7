// Builds the page into dist/, compressed beside it, with the hash of the sources that it was built from.
//   node build.mjs               builds
//   node build.mjs --if-needed   builds if dist/ was made from other sources; never fails
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = dirname(fileURLToPath(import.meta.url));
const stamp = join(root, 'dist', 'sources.sha256');
const sources = ['build.mjs', 'index.html', 'package-lock.json', 'package.json', 'public', 'src', 'tsconfig.json', 'vite.config.ts'];

// The same as in DashboardBuildTests: of each file, in the order of their paths, the path, a line feed, and the bytes.
function hashOfSources() {
  const hash = createHash('sha256');
  for (const path of sources.flatMap(filesBelow).sort((a, b) => (a < b ? -1 : 1))) hash.update(`${path}\n`).update(readFileSync(join(root, path)));
  return hash.digest('hex');
}

function filesBelow(path) {
  return statSync(join(root, path)).isDirectory() ? readdirSync(join(root, path)).flatMap(name => filesBelow(`${path}/${name}`)) : [path];
}

function build() {
  const run = (command, ...words) => execFileSync(command, words, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) run('npm', 'ci', '--no-audit', '--no-fund');
  run(join(root, 'node_modules', '.bin', 'tsc'), '--noEmit');
  run(join(root, 'node_modules', '.bin', 'vite'), 'build', '--logLevel', 'warn');
  let sum = 0;
  for (const path of filesBelow('dist')) {
    const bytes = readFileSync(join(root, path));
    const gzip = gzipSync(bytes, { level: 9 });
    sum += gzip.length;
    writeFileSync(join(root, `${path}.gz`), gzip);
    writeFileSync(join(root, `${path}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
  }

  writeFileSync(stamp, `${hashOfSources()}\n`);
  console.log(`dashboard: built, ${(sum / 1024).toFixed(1)} KiB with gzip`);
}

if (!process.argv.includes('--if-needed')) {
  build();
} else if (!existsSync(stamp) || readFileSync(stamp, 'utf8').trim() !== hashOfSources()) {
  try {
    build();
  } catch (failure) {
    console.log(`dashboard: not built, so the committed build is used, which is of other sources: ${failure.message.split('\n')[0]}`);
  }
}
