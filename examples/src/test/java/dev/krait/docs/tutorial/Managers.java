package dev.krait.docs.tutorial;

import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.managers.BaseManager;
import dev.krait.multiprocessing.managers.DictProxy;
import dev.krait.multiprocessing.managers.Manager;
import dev.krait.multiprocessing.managers.ManagerOptions;
import dev.krait.multiprocessing.managers.QueueProxy;
import dev.krait.multiprocessing.managers.Server;
import dev.krait.queue.Queue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Objects that a process of their own holds. */
final class Managers extends Chapter {
    Managers(List<String> printed) {
        super(printed);
    }

    void dict() throws Exception {
        // region dict
        try (var manager = new Manager();
                var pool = new Pool(2)) {
            DictProxy<String, Integer> counts = manager.dict();
            pool.map(word -> counts.merge(word, 1, Integer::sum), List.of("to", "be", "or", "not", "to", "be"));
            print(counts.get("be"));
        }
        // endregion
    }

    // region account
    interface Account {
        void deposit(int amount);

        int balance();
    }

    static class SavingsAccount implements Account {
        private int balance;

        @Override
        public synchronized void deposit(int amount) {
            balance += amount;
        }

        @Override
        public synchronized int balance() {
            return balance;
        }
    }

    static class Bank extends BaseManager {
        Bank() {
            register("Account", Account.class, SavingsAccount::new);
        }

        Account account() {
            return create("Account", Account.class);
        }
    }
    // endregion

    void own() throws Exception {
        // region own
        try (var bank = new Bank();
                var pool = new Pool(2)) {
            bank.start();
            Account account = bank.account();
            pool.map(
                    amount -> {
                        account.deposit(amount);
                        return null;
                    },
                    List.of(10, 20, 30));
            print(account.balance());
        }
        // endregion
    }

    void remote() throws Exception {
        var key = new byte[32];
        var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        // region serve
        var jobs = new Queue<String>();
        var serving =
                new BaseManager(ManagerOptions.defaults().withAddress(anyPort).withAuthKey(key));
        serving.register("jobs", QueueProxy.class, () -> jobs);
        // endregion
        try (Server server = serving.getServer()) {
            var address = server.address();
            // region connect
            var client = new BaseManager(
                    ManagerOptions.defaults().withAddress(address).withAuthKey(key));
            client.register("jobs", QueueProxy.class);
            client.connect();
            QueueProxy<?> there = client.create("jobs", QueueProxy.class);
            // endregion
            jobs.put("sweep the floor");
            print(there.get());
        }
    }
}
