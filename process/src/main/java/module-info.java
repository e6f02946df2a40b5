/** Python's {@code multiprocessing} on forked JVMs. */
module dev.krait.process {
    requires transitive dev.krait.core;
    requires static com.google.errorprone.annotations;
    requires static java.management;
    requires static jdk.jfr;
    requires static transitive java.logging;
    requires static transitive org.jspecify;

    exports dev.krait.multiprocessing;
    exports dev.krait.multiprocessing.connection;
    exports dev.krait.multiprocessing.dummy;
    exports dev.krait.multiprocessing.logging;
    exports dev.krait.multiprocessing.managers;
    exports dev.krait.multiprocessing.sharedmemory;
    exports dev.krait.multiprocessing.internal.launch to
            dev.krait.futures;
    exports dev.krait.multiprocessing.internal.log to
            java.logging;
    exports dev.krait.multiprocessing.internal.pool to
            dev.krait.futures;
    exports dev.krait.multiprocessing.internal.wire to
            dev.krait.futures;
    exports dev.krait.multiprocessing.internal.worker to
            dev.krait.futures;
}
