/**
 * Vite, without its warning that our configuration imports modules by names without endings: it does, because the lesson
 * compiler that it uses is source like any other.
 */
process.env.VITE_CONFIG_NATIVE_IGNORE_WARNING = 'true';
await import('../node_modules/vite/bin/vite.js');
