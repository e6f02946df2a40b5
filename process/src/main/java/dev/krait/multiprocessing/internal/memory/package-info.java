/** Memory that processes share: mapped files, what lies in them, and who frees it. */
@NullMarked
package dev.krait.multiprocessing.internal.memory;

import org.jspecify.annotations.NullMarked;
