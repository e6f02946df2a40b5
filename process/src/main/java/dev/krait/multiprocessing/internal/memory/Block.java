package dev.krait.multiprocessing.internal.memory;

/**
 * A piece of memory of the run. It lives as long as this object can be reached; once a reference to it was given away,
 * it lives until it is released or the run ends, since nobody can tell whether a reference is still on its way.
 */
public final class Block {
    private final Memory memory;
    private final long offset;
    private final long length;
    private final Claim claim;

    Block(Memory memory, long offset, long length, Claim claim) {
        this.memory = memory;
        this.offset = offset;
        this.length = length;
        this.claim = claim;
    }

    /** The memory in which it lies. */
    public Memory memory() {
        return memory;
    }

    /** Where it begins. */
    public long offset() {
        return offset;
    }

    /** How many bytes it has. */
    public long length() {
        return length;
    }

    /** How another process finds it. */
    public BlockReference reference() {
        claim.giveAway();
        return new BlockReference(claim.file().toString(), offset, length);
    }

    /** Frees it as far as that is safe; the memory stays readable for whoever has it. */
    public void release() {
        claim.release();
    }
}
