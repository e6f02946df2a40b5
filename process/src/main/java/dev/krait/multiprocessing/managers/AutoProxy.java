package dev.krait.multiprocessing.managers;

import java.io.NotSerializableException;
import java.io.Serializable;

/**
 * What every proxy of a registered interface is besides: something that may travel to other processes of this program, where
 * it stands for the same object.
 *
 * <p>Mirrors the types that Python's {@code multiprocessing.managers.AutoProxy} makes. {@link BaseProxy#of} tells more about
 * such a proxy.
 */
public interface AutoProxy extends Serializable {
    /**
     * What travels in its place: which object it stands for.
     *
     * @return the reference
     * @throws NotSerializableException if it does not travel to another process of this program, or to its own manager
     */
    Object writeReplace() throws NotSerializableException;
}
