package dev.krait.multiprocessing.internal.wire;

import java.util.ArrayList;
import java.util.List;

/** What a parent answers to {@link ToParent.Wanted}. */
public sealed interface WantedAnswer {
    /** Appends the answer. */
    void write(ByteWriter out);

    /** The class is one that the worker finds at home. */
    record AtHome() implements WantedAnswer {
        @Override
        public void write(ByteWriter out) {
            out.putByte(0);
        }
    }

    /** The class, and the loader that defines it. */
    record ClassFile(int route, ByteReader bytes) implements WantedAnswer {
        @Override
        public void write(ByteWriter out) {
            out.putByte(1);
            out.putUnsigned(route);
            out.putUnsigned(bytes.remaining());
            out.putBytes(bytes.array(), bytes.position(), bytes.remaining());
        }
    }

    /** The contents of all resources of the name. */
    record Resources(List<byte[]> contents) implements WantedAnswer {
        @Override
        public void write(ByteWriter out) {
            out.putByte(2);
            out.putUnsigned(contents.size());
            contents.forEach(content -> putBlock(out, content));
        }
    }

    /** There is no such thing, for this reason. */
    record Unknown(String reason) implements WantedAnswer {
        @Override
        public void write(ByteWriter out) {
            out.putByte(3);
            out.putString(reason);
        }
    }

    private static void putBlock(ByteWriter out, byte[] block) {
        out.putUnsigned(block.length);
        out.putBytes(block, 0, block.length);
    }

    /** Reads an answer. */
    static WantedAnswer read(ByteReader in) {
        int kind = in.getByte();
        return switch (kind) {
            case 0 -> new AtHome();
            case 1 -> new ClassFile((int) in.getUnsigned(), new ByteReader(in.getBytes(in.getCount(1))));
            case 2 -> {
                int count = in.getCount(1);
                var contents = new ArrayList<byte[]>(count);
                for (int i = 0; i < count; i++) {
                    contents.add(in.getBytes(in.getCount(1)));
                }
                yield new Resources(contents);
            }
            case 3 -> new Unknown(in.getString());
            default -> throw new WireException("an answer about a class has the unknown kind " + kind);
        };
    }
}
