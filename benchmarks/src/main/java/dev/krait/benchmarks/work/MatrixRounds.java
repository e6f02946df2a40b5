package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.concurrent.futures.ProcessPoolExecutor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Multiplies two square matrices alone and then with two workers, rows by rows; how many times as fast that is. Worker
 * processes are sent both matrices and send the product back.
 */
final class MatrixRounds implements Side {
    private static final int SIZE = 1200;
    private static final int PARTS = 12;

    /** How much of the right matrix is worked with at a time, so that it stays in the cache next to the processor. */
    private static final int TILE_ROWS = 64;

    private static final int TILE_COLUMNS = 256;

    private final int size;
    private final List<double[]> rows = new ArrayList<>();
    private final double[] right;
    private final Workers workers;

    private MatrixRounds(Scale scale, Workers workers) {
        // A cubic root, since the work grows with the third power of the size.
        this.size = Math.max(PARTS, (int) (SIZE / Math.cbrt(scale.divisor())) / PARTS * PARTS);
        this.right = numbers(size * size, 7);
        double[] left = numbers(size * size, 11);
        int part = left.length / PARTS;
        for (int i = 0; i < PARTS; i++) {
            rows.add(Arrays.copyOfRange(left, i * part, (i + 1) * part));
        }
        this.workers = workers;
    }

    static Side withProcesses(Scale scale) {
        return new MatrixRounds(scale, new ProcessWorkers());
    }

    static Side withThreads(Scale scale) {
        return new MatrixRounds(scale, new ThreadWorkers());
    }

    /** Small whole numbers, whose products and sums are exact in any order. */
    private static double[] numbers(int count, int modulus) {
        var numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i % modulus;
        }
        return numbers;
    }

    /** Some rows of the left matrix times the right one. */
    static double[] product(double[] left, double[] right, int size) {
        var product = new double[left.length];
        for (int top = 0; top < size; top += TILE_ROWS) {
            for (int from = 0; from < size; from += TILE_COLUMNS) {
                addTile(left, right, size, top, from, product);
            }
        }
        return product;
    }

    private static void addTile(double[] left, double[] right, int size, int top, int from, double[] product) {
        int bottom = Math.min(size, top + TILE_ROWS);
        int to = Math.min(size, from + TILE_COLUMNS);
        for (int row = 0; row < left.length; row += size) {
            for (int k = top; k < bottom; k++) {
                double factor = left[row + k];
                for (int column = from; column < to; column++) {
                    product[row + column] += factor * right[k * size + column];
                }
            }
        }
    }

    @Override
    public double round() throws Exception {
        long start = System.nanoTime();
        var alone = new ArrayList<double[]>();
        for (double[] part : rows) {
            alone.add(product(part, right, size));
        }
        long tookAlone = System.nanoTime() - start;

        start = System.nanoTime();
        List<double[]> together = workers.multiply(rows, right, size);
        long tookTogether = System.nanoTime() - start;

        WrongOutcomeException.check(
                "whether both products are the same", true, Arrays.deepEquals(alone.toArray(), together.toArray()));
        return (double) tookAlone / tookTogether;
    }

    @Override
    public void close() {
        workers.end();
    }

    /** Two of them. */
    private interface Workers {
        List<double[]> multiply(List<double[]> rows, double[] right, int size) throws Exception;

        void end();
    }

    private static final class ProcessWorkers implements Workers {
        private final ProcessPoolExecutor executor = new ProcessPoolExecutor(2);

        @Override
        public List<double[]> multiply(List<double[]> rows, double[] right, int size) throws Exception {
            var products = new ArrayList<double[]>();
            try (var taken = executor.map(part -> product(part, right, size), rows)) {
                while (taken.hasNext()) {
                    products.add(taken.take());
                }
            }
            return products;
        }

        @Override
        public void end() {
            executor.close();
        }
    }

    private static final class ThreadWorkers implements Workers {
        private final ExecutorService threads = Executors.newFixedThreadPool(2);

        @Override
        public List<double[]> multiply(List<double[]> rows, double[] right, int size) throws Exception {
            var pending = new ArrayList<Future<double[]>>();
            for (double[] part : rows) {
                pending.add(threads.submit(() -> product(part, right, size)));
            }
            var products = new ArrayList<double[]>();
            for (Future<double[]> product : pending) {
                products.add(product.get());
            }
            return products;
        }

        @Override
        public void end() {
            threads.shutdownNow();
        }
    }
}
