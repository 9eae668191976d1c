/* What ESLint looks for, besides what tsc finds. */
import js from '@eslint/js';
import globals from 'globals';

/* Names that the browser puts everywhere and that are nearly always a mistake for one of our own. */
const confusing = ['event', 'name', 'status', 'open', 'close', 'find', 'length', 'parent', 'top', 'self', 'origin', 'stop', 'print', 'scroll', 'focus', 'blur'];

export default [
  {ignores: ['dist', 'dist.*', 'node_modules']},
  js.configs.recommended,
  {
    languageOptions: {ecmaVersion: 2024, sourceType: 'module', globals: globals.browser},
    linterOptions: {reportUnusedDisableDirectives: 'error'},
    rules: {
      'no-unused-vars': ['error', {argsIgnorePattern: '^_', caughtErrors: 'none'}],
      eqeqeq: 'error',
      curly: ['error', 'multi-line'],
      'no-restricted-globals': ['error', ...confusing],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-shadow': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-console': 'error',
      'no-param-reassign': 'error',
      'no-unused-expressions': 'error',
      'no-else-return': 'error',
      'object-shorthand': 'error',
      'default-param-last': 'error',
      'max-params': ['error', 6],
      'max-lines-per-function': ['error', {max: 60, skipBlankLines: true, skipComments: true}],
      complexity: ['error', 20],
      'no-restricted-syntax': ['error', {selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]',
        message: 'Words of a province are data: they become text nodes (ui/dom.js), never markup.'},
      {selector: 'MemberExpression[property.name=/^(toSorted|toReversed|toSpliced|groupBy|withResolvers|fromAsync)$/]',
        message: 'Browsers of offices (Chrome 109, Firefox ESR 115) and Debian 12\'s Node.js do not have it.'}],
    },
  },
  {
    files: ['build.mjs', 'eslint.config.js', 'check/**', 'tests/**'],
    languageOptions: {globals: {...globals.node, ...globals.browser, vungphuMap: 'readonly'}},
    rules: {'max-lines-per-function': 'off', 'no-console': 'off',
      'no-restricted-syntax': ['error', {selector: 'MemberExpression[object.type="MetaProperty"][property.name=/^(dirname|filename)$/], ImportDeclaration[source.value="node:test"] > ImportSpecifier[imported.name="suite"]',
        message: 'Debian 12\'s Node.js, 18, does not have it: import.meta.url, describe.'}]},
  },
];
