package dev.krait.benchmarks.work;

import java.io.Serializable;

/**
 * What a program sends to its workers that is of a type of its own.
 *
 * @param number which one it is
 * @param x where it is
 * @param y where it is
 * @param label what it is called
 */
record Particle(int number, double x, double y, String label) implements Serializable {
    Particle moved() {
        return new Particle(number, x + 1, y - 1, label);
    }
}
