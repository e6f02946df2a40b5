package dev.krait.examples.showdown;

import java.nio.ByteBuffer;

/**
 * Reads through a class file as far as it takes to count what is in it: its constants, its methods and the instructions of
 * those. The format is that of the Java Virtual Machine Specification, chapter 4.
 */
final class ClassFile {
    private static final int MAGIC = 0xCAFEBABE;

    // The constants' tags.
    private static final int UTF8 = 1;
    private static final int INTEGER = 3;
    private static final int FLOAT = 4;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int STRING = 8;
    private static final int FIELD_REFERENCE = 9;
    private static final int METHOD_REFERENCE = 10;
    private static final int INTERFACE_METHOD_REFERENCE = 11;
    private static final int NAME_AND_TYPE = 12;
    private static final int METHOD_HANDLE = 15;
    private static final int METHOD_TYPE = 16;
    private static final int DYNAMIC = 17;
    private static final int INVOKE_DYNAMIC = 18;
    private static final int MODULE = 19;
    private static final int PACKAGE = 20;

    // The instructions whose length depends on what follows.
    private static final int TABLE_SWITCH = 0xaa;
    private static final int LOOKUP_SWITCH = 0xab;
    private static final int WIDE = 0xc4;
    private static final int INCREMENT = 0x84;

    /** For each instruction its length with operands; 0 where it depends, as above. */
    private static final byte[] LENGTHS = new byte[256];

    static {
        lengths(0x00, 0x0f, 1); // constants
        lengths(0x10, 0x10, 2);
        lengths(0x11, 0x11, 3);
        lengths(0x12, 0x12, 2);
        lengths(0x13, 0x14, 3);
        lengths(0x15, 0x19, 2); // loads
        lengths(0x1a, 0x35, 1);
        lengths(0x36, 0x3a, 2); // stores
        lengths(0x3b, 0x83, 1); // stack and arithmetic
        lengths(0x84, 0x84, 3);
        lengths(0x85, 0x98, 1); // conversions and comparisons
        lengths(0x99, 0xa8, 3); // branches
        lengths(0xa9, 0xa9, 2);
        lengths(0xac, 0xb1, 1); // returns
        lengths(0xb2, 0xb8, 3); // fields and calls
        lengths(0xb9, 0xba, 5);
        lengths(0xbb, 0xbb, 3); // objects and arrays
        lengths(0xbc, 0xbc, 2);
        lengths(0xbd, 0xbd, 3);
        lengths(0xbe, 0xbf, 1);
        lengths(0xc0, 0xc1, 3);
        lengths(0xc2, 0xc3, 1);
        lengths(0xc5, 0xc5, 4);
        lengths(0xc6, 0xc7, 3);
        lengths(0xc8, 0xc9, 5);
    }

    private final ByteBuffer in;
    private int constants;
    private int methods;
    private int instructions;

    /** Reads a class file. */
    ClassFile(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
        if (in.getInt() != MAGIC) {
            throw new IllegalArgumentException("not a class file");
        }
        skip(4); // version
        boolean[] isCode = readConstants();
        skip(6); // access, this class, super class
        skip(2 * readShort()); // interfaces
        readMembers(isCode); // fields
        methods = readMembers(isCode);
    }

    private static void lengths(int first, int last, int length) {
        for (int instruction = first; instruction <= last; instruction++) {
            LENGTHS[instruction] = (byte) length;
        }
    }

    int constants() {
        return constants;
    }

    int methods() {
        return methods;
    }

    int instructions() {
        return instructions;
    }

    /** Counts the constants and returns which of them is the name of an attribute that holds code. */
    private boolean[] readConstants() {
        int end = readShort();
        boolean[] isCode = new boolean[end];
        for (int i = 1; i < end; i++) {
            constants++;
            int tag = in.get() & 0xff;
            switch (tag) {
                case UTF8 -> isCode[i] = skipText();
                case INTEGER,
                        FLOAT,
                        FIELD_REFERENCE,
                        METHOD_REFERENCE,
                        INTERFACE_METHOD_REFERENCE,
                        NAME_AND_TYPE,
                        DYNAMIC,
                        INVOKE_DYNAMIC -> skip(4);
                case LONG, DOUBLE -> {
                    skip(8);
                    i++; // These two take up two numbers.
                }
                case CLASS, STRING, METHOD_TYPE, MODULE, PACKAGE -> skip(2);
                case METHOD_HANDLE -> skip(3);
                default -> throw new IllegalArgumentException("unknown kind of constant: " + tag);
            }
        }
        return isCode;
    }

    private boolean skipText() {
        int length = readShort();
        int start = in.position();
        skip(length);
        return length == 4
                && in.get(start) == 'C'
                && in.get(start + 1) == 'o'
                && in.get(start + 2) == 'd'
                && in.get(start + 3) == 'e';
    }

    /** Goes over fields or methods and returns how many there are. */
    private int readMembers(boolean[] isCode) {
        int members = readShort();
        for (int i = 0; i < members; i++) {
            skip(6); // access, name, type
            int attributes = readShort();
            for (int j = 0; j < attributes; j++) {
                boolean code = isCode[readShort()];
                int end = in.getInt() + in.position();
                if (code) {
                    countInstructions();
                }
                in.position(end);
            }
        }
        return members;
    }

    private void countInstructions() {
        skip(4); // stack and variables
        int length = in.getInt();
        int start = in.position();
        int end = start + length;
        while (in.position() < end) {
            int at = in.position();
            int instruction = in.get(at) & 0xff;
            instructions++;
            in.position(at
                    + switch (instruction) {
                        case TABLE_SWITCH -> {
                            int operands = aligned(at, start);
                            int cases = in.getInt(operands + 8) - in.getInt(operands + 4) + 1;
                            yield operands + 12 + 4 * cases - at;
                        }
                        case LOOKUP_SWITCH -> {
                            int operands = aligned(at, start);
                            yield operands + 8 + 8 * in.getInt(operands + 4) - at;
                        }
                        case WIDE -> (in.get(at + 1) & 0xff) == INCREMENT ? 6 : 4;
                        default -> knownLength(instruction);
                    });
        }
    }

    private static int knownLength(int instruction) {
        if (LENGTHS[instruction] == 0) {
            throw new IllegalArgumentException("unknown instruction: " + instruction);
        }
        return LENGTHS[instruction];
    }

    /** Where the operands of a switch begin: at the next multiple of four from the start of the code. */
    private static int aligned(int at, int start) {
        return start + ((at - start + 4) & ~3);
    }

    private int readShort() {
        return in.getShort() & 0xffff;
    }

    private void skip(int bytes) {
        in.position(in.position() + bytes);
    }
}
