package dev.krait.docs;

import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.managers.BaseManager;
import dev.krait.multiprocessing.managers.DictProxy;
import dev.krait.multiprocessing.managers.ListProxy;
import dev.krait.multiprocessing.managers.Manager;
import dev.krait.multiprocessing.managers.ManagerOptions;
import dev.krait.multiprocessing.managers.QueueProxy;
import dev.krait.multiprocessing.managers.Server;
import dev.krait.queue.Queue;
import java.net.SocketAddress;
import java.util.List;

/** The code that the guide to managers shows, region by region. What it prints goes to a list that a test looks at. */
final class ManagerGuide {
    private final List<String> printed;

    ManagerGuide(List<String> printed) {
        this.printed = printed;
    }

    private void print(Object line) {
        printed.add(String.valueOf(line));
    }

    void first() throws Exception {
        // region first
        try (var manager = new Manager();
                var pool = new Pool(2)) {
            DictProxy<String, Integer> counts = manager.dict();
            ListProxy<String> log = manager.list();
            pool.map(
                    word -> {
                        log.add("saw " + word);
                        return counts.merge(word, 1, Integer::sum);
                    },
                    List.of("to", "be", "or", "not", "to", "be"));
            print(counts.get("to") + " of " + log.size());
        }
        // endregion
    }

    void nested() throws Exception {
        try (var manager = new Manager()) {
            // region nested
            DictProxy<String, List<Integer>> dict = manager.dict();
            dict.put("copied", List.of());
            dict.put("shared", manager.list());
            dict.get("shared").add(1);
            print(dict.get("copied").size() + " and " + dict.get("shared").size());
            // endregion
        }
    }

    // region maths
    /** What proxies offer. */
    public interface Maths {
        int add(int left, int right);

        int calls();
    }

    static final class MathsService implements Maths {
        private int calls;

        @Override
        public synchronized int add(int left, int right) {
            calls++;
            return left + right;
        }

        @Override
        public synchronized int calls() {
            return calls;
        }
    }

    static final class MathsManager extends BaseManager {
        MathsManager() {
            register("Maths", Maths.class, MathsService::new);
        }

        Maths maths() {
            return create("Maths", Maths.class);
        }
    }
    // endregion

    void ownTypes() throws Exception {
        // region own-types
        try (var manager = new MathsManager()) {
            manager.start();
            Maths maths = manager.maths();
            print(maths.add(4, 3) + " after " + maths.calls());
        }
        // endregion
    }

    static Server serve(ManagerOptions options, Queue<String> jobs) throws Exception {
        // region serve
        var manager = new BaseManager(options); // withAddress(…).withAuthKey(…)
        manager.register("getQueue", QueueProxy.class, () -> jobs);
        Server server = manager.getServer(); // serves from now on; server.serveForever() waits for its end
        // endregion
        return server;
    }

    void visit(SocketAddress address, byte[] key) throws Exception {
        // region visit
        var options = ManagerOptions.defaults().withAddress(address).withAuthKey(key);
        try (var manager = new BaseManager(options)) {
            manager.register("getQueue", QueueProxy.class);
            manager.connect();
            QueueProxy<?> jobs = manager.create("getQueue", QueueProxy.class);
            print(jobs.get());
        }
        // endregion
    }
}
