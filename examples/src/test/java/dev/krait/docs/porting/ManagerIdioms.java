package dev.krait.docs.porting;

import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.managers.BaseManager;
import dev.krait.multiprocessing.managers.BaseProxy;
import dev.krait.multiprocessing.managers.DictProxy;
import dev.krait.multiprocessing.managers.ListProxy;
import dev.krait.multiprocessing.managers.Manager;
import dev.krait.multiprocessing.managers.ManagerOptions;
import dev.krait.multiprocessing.managers.NamespaceProxy;
import dev.krait.multiprocessing.managers.QueueProxy;
import dev.krait.multiprocessing.managers.Server;
import dev.krait.multiprocessing.managers.TypeOptions;
import dev.krait.queue.Queue;
import dev.krait.threading.Thread;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Managers. */
final class ManagerIdioms extends Idioms {
    ManagerIdioms(List<String> printed) {
        super(printed);
    }

    void child() throws Exception {
        // region child
        try (var manager = new Manager()) {
            DictProxy<Object, Object> d = manager.dict();
            ListProxy<Integer> l = manager.list(List.of(0, 1, 2, 3));
            var p = new Process(() -> {
                d.put(1, "1");
                d.put("2", 2);
                d.put(0.25, null);
                l.reverse();
            });
            p.start();
            p.join();
            print(d);
            print(l);
        }
        // endregion
    }

    void typesOfTheManager() throws Exception {
        try (var manager = new Manager()) {
            NamespaceProxy g = manager.namespace();
            g.set("x", 10);
            int x = g.get("x");
            ListProxy<Integer> l = manager.list();
            l.add(x);
            print(l);
            DictProxy<String, Integer> d = manager.dict();
            String key = "k";
            int v = 1;
            Map<String, Integer> other = Map.of("a", 2);
            d.set(key, v);
            d.putAll(other);
            d.merge(key, 1, Integer::sum);
            print(d.get(key) + d.copy().size());
            print(BaseProxy.of(d).describe().startsWith("DictProxy"));
            List<Object> more =
                    List.of(manager.list(), manager.set(), manager.queue(), manager.lock(), manager.rLock());
            print(more.size());
        }
    }

    void nested() throws Exception {
        try (var manager = new Manager()) {
            ListProxy<DictProxy<String, Integer>> outer = manager.list(List.of(manager.dict(), manager.dict()));
            outer.get(0).put("a", 1);
            print(outer.get(0).get("a"));
            ListProxy<Map<String, Integer>> plain = manager.list(List.of(new HashMap<>()));
            Map<String, Integer> m;
            m = plain.get(0);
            m.put("a", 1);
            print(plain.get(0));
            plain.set(0, m);
            print(plain.get(0));
            ListProxy<Integer> l = manager.list(List.of(5, 6, 7));
            print(l.get(0) + " " + l.slice(1, 3));
        }
    }

    // region jobs
    private static final Queue<String> JOBS = new Queue<>(); // of dev.krait.queue; each process has its own
    // endregion

    @SuppressWarnings("unchecked")
    void local() throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        byte[] key = {1, 2, 3, 4, 5, 6, 7, 8};
        // region local
        var manager =
                new BaseManager(ManagerOptions.defaults().withAddress(address).withAuthKey(key));
        manager.register("getQueue", QueueProxy.class, () -> JOBS);
        manager.start();
        var jobs = (QueueProxy<String>) manager.create("getQueue", QueueProxy.class);
        var worker = new Process(() -> jobs.put("local hello"));
        worker.start();
        print(jobs.get());
        // endregion
        worker.join();
        manager.shutdown();
    }

    /** What proxies offer. */
    public interface Maths {
        int add(int left, int right);

        Maths twin();
    }

    static final class MathsService implements Maths, Serializable {
        @Override
        public int add(int left, int right) {
            return left + right;
        }

        @Override
        public Maths twin() {
            return new MathsService();
        }
    }

    void typesOfOnesOwn() throws Exception {
        try (var manager = new BaseManager()) {
            var options = TypeOptions.defaults().withExposed("add", "twin").withMethodType("twin", "Twin");
            manager.register("Maths", Maths.class, MathsService::new);
            manager.register("Twin", Maths.class, MathsService::new, options);
            manager.start();
            Maths proxy = manager.create("Maths", Maths.class);
            print(BaseProxy.of(proxy).callMethod("add", 1, 2));
            print(BaseProxy.of(proxy).getValue() instanceof MathsService);
            print(proxy.toString().contains("MathsService"));
            Maths twin = manager.create("Twin", Maths.class).twin();
            print(twin.add(3, 4));
        }
    }

    void server() throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        byte[] key = {1, 2, 3, 4, 5, 6, 7, 8};
        var queue = new Queue<String>();
        var manager =
                new BaseManager(ManagerOptions.defaults().withAddress(address).withAuthKey(key));
        manager.register("getQueue", QueueProxy.class, () -> queue);
        try (Server server = manager.getServer()) {
            var serving = new Thread(() -> server.serveForever());
            serving.start();
            server.close();
            serving.join();
            print(serving.isAlive());
        }
    }
}
