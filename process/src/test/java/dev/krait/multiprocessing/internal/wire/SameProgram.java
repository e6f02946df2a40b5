package dev.krait.multiprocessing.internal.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

/** The routes between processes of one program: one loader is home, and another may have a number. */
record SameProgram(ClassLoader home, ClassLoader other) implements ClassRoutes {
    static final int OTHER = 7;

    SameProgram() {
        this(SameProgram.class.getClassLoader());
    }

    SameProgram(ClassLoader home) {
        this(home, home);
    }

    @Override
    public int route(Class<?> type) {
        return other != home && type.getClassLoader() == other ? OTHER : HOME;
    }

    @Override
    public ClassLoader loader(int route) {
        return route == OTHER ? other : home;
    }

    @Override
    public boolean sameProgram() {
        return true;
    }

    /** What is sent for a value. */
    byte[] encoded(Object value) throws IOException {
        var out = new ByteWriter(64);
        new ValueEncoder(out, this).encode(value);
        return out.toByteArray();
    }

    /** What arrives. */
    Object decoded(byte[] bytes) throws IOException, ClassNotFoundException {
        var in = new ByteReader(bytes);
        Object value = new ValueDecoder(in, this).decode();
        if (in.remaining() > 0) {
            throw new IOException(in.remaining() + " bytes are left");
        }
        return value;
    }

    @SuppressWarnings("unchecked")
    static <T> T copy(T value) throws IOException, ClassNotFoundException {
        var routes = new SameProgram();
        return (T) routes.decoded(routes.encoded(value));
    }

    /** What the JDK alone makes of a value. */
    @SuppressWarnings("unchecked")
    static <T> T copyOfTheJdk(T value) throws IOException, ClassNotFoundException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }
}
