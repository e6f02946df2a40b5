@NullMarked
package dev.krait.concurrent.futures;

import org.jspecify.annotations.NullMarked;
