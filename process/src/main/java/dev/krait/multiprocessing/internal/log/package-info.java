/**
 * How what a process logs gets into the logging of its parent: a handler there that sends records, levels that follow the
 * parent's, and the parent's hand that logs what arrives.
 */
@NullMarked
package dev.krait.multiprocessing.internal.log;

import org.jspecify.annotations.NullMarked;
