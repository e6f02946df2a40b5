package dev.krait.docs;

// region program
import dev.krait.multiprocessing.Pool;
import java.util.List;

class Squares {
    public static void main(String[] args) throws Exception {
        try (var pool = new Pool(4)) {
            System.out.println(pool.map(x -> x * x, List.of(1, 2, 3)));
        }
    }
}
// endregion
