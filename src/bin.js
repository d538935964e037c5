#!/usr/bin/env node
// The launcher, and the only JavaScript here: an old Node must be able to read it, so nothing younger than import() stands in it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const version = process.versions.node.split('.').map(Number)
const isOld = version[0] < 24 || (version[0] === 24 && version[1] < 15)
const isInstalled = here.split(sep).indexOf('node_modules') >= 0

if (isOld) runAgain()
else start()

function start() {
  const cli = isInstalled ? '../dist/cli.js' : './cli.ts'
  import('node:module')
    .then((module) => module.enableCompileCache())
    .then(() => import(cli))
    .then((cli) => cli.main(process.argv.slice(2)))
}

/** Under the Node that the package brings: in a checkout its own, else that of the folder it is installed in. */
function runAgain() {
  const binary = process.platform === 'win32' ? join('node', 'bin', 'node.exe') : join('.bin', 'node')
  const candidates = [join(here, '..', 'node_modules', binary), join(here, '..', '..', binary)]
  const node = candidates.filter((candidate) => existsSync(candidate))[0]
  if (node === undefined || process.env.BROADSHEET_NODE_TRIED) {
    const remedy = isInstalled ? 'npm install node@24 puts one into this folder' : 'npm ci puts one into this folder'
    console.error(
      'Broadsheet needs Node 24.15 or newer, and this is ' +
        process.version +
        '. ' +
        remedy +
        '; or see https://nodejs.org.',
    )
    process.exitCode = 2
    return
  }
  const env = Object.assign({}, process.env, { BROADSHEET_NODE_TRIED: '1' })
  const child = spawn(node, process.execArgv.concat(process.argv.slice(1)), { stdio: 'inherit', env: env })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  signals.forEach((signal) => {
    process.on(signal, () => {
      // A terminal has sent SIGINT to the child as well.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  })
  child.on('error', (error) => {
    console.error('Broadsheet needs Node 24.15 or newer, and ' + node + ' does not start: ' + error.message)
    process.exitCode = 2
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    signals.forEach((name) => {
      process.removeAllListeners(name)
    })
    process.kill(process.pid, signal)
  })
}
