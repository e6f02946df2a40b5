package dev.krait.multiprocessing.internal.wire;

import java.io.Serial;

/** Bytes from another process that do not follow the protocol: a defect, or two versions of this library that meet. */
public final class WireException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public WireException(String message) {
        super(message);
    }
}
