/** Counts words in files, one by one, with threads or with processes. */
@NullMarked
package dev.krait.examples.wordcount;

import org.jspecify.annotations.NullMarked;
