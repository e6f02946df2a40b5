package dev.krait.benchmarks.work;

/** Counts primes the plain way, which is work for a processor and for nothing else. */
final class Primes {
    static final int SLICES = 64;

    private Primes() {}

    /** How many there are in one of 64 equal parts of the numbers below a limit. */
    static int inSlice(int slice, int limit) {
        return between((int) ((long) slice * limit / SLICES), (int) ((slice + 1L) * limit / SLICES));
    }

    private static int between(int start, int end) {
        int count = 0;
        for (int candidate = Math.max(start, 2); candidate < end; candidate++) {
            if (isPrime(candidate)) {
                count++;
            }
        }
        return count;
    }

    private static boolean isPrime(int candidate) {
        if (candidate % 2 == 0) {
            return candidate == 2;
        }
        for (int divisor = 3; divisor * divisor <= candidate; divisor += 2) {
            if (candidate % divisor == 0) {
                return false;
            }
        }
        return true;
    }
}
