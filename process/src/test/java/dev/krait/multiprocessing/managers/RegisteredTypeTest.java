package dev.krait.multiprocessing.managers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.Pool;
import dev.krait.queue.Queue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Objects of a program's own interfaces, served by a manager. */
class RegisteredTypeTest {
    interface Shape {
        String name();

        default String greeting() {
            return "I am " + name();
        }
    }

    interface Account extends Shape {
        int deposit(int amount);

        int deposit(int amount, int times);

        int balance() throws IOException;

        @Nullable
        Account sibling(@Nullable String name);

        Iterator<Integer> history();

        Object unsendable();

        void refuse() throws IOException;

        boolean owns(Account other);

        void hidden();
    }

    static final class Ledger implements Account {
        private final String name;
        private final List<Integer> history = new ArrayList<>();
        private int balance;

        Ledger(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public synchronized int deposit(int amount) {
            history.add(amount);
            balance += amount;
            return balance;
        }

        @Override
        public synchronized int deposit(int amount, int times) {
            return deposit(amount * times);
        }

        @Override
        public synchronized int balance() {
            return balance;
        }

        @Override
        public @Nullable Account sibling(@Nullable String siblingName) {
            return siblingName == null ? null : new Ledger(siblingName);
        }

        @Override
        public synchronized Iterator<Integer> history() {
            return List.copyOf(history).iterator();
        }

        @Override
        public Object unsendable() {
            return new Object();
        }

        @Override
        public void refuse() throws IOException {
            throw new IOException("not today");
        }

        @Override
        public boolean owns(Account other) {
            return other.name().equals(name);
        }

        @Override
        public void hidden() {}

        @Override
        public String toString() {
            return "Ledger of " + name;
        }
    }

    static final class Bank extends BaseManager {
        Bank() {
            register(
                    "Account",
                    Account.class,
                    (String name) -> new Ledger(name),
                    TypeOptions.defaults()
                            .withExposed(
                                    "name",
                                    "greeting",
                                    "deposit",
                                    "balance",
                                    "sibling",
                                    "history",
                                    "unsendable",
                                    "refuse",
                                    "owns")
                            .withMethodType("sibling", "Account")
                            .withMethodType("history", "Iterator"));
            register("SharedQueue", QueueProxy.class, Jobs::queue);
            register("Broken", Account.class, () -> {
                throw new IOException("no more accounts");
            });
            register("Wrong", QueueProxy.class, () -> "text");
            register("NoFactory", Account.class);
        }

        Account account(String name) {
            return create("Account", Account.class, name);
        }
    }

    /** What the server shares: one queue, made when it is first asked for. */
    static final class Jobs {
        private static final Queue<String> QUEUE = new Queue<>();

        private Jobs() {}

        static Queue<String> queue() {
            return QUEUE;
        }
    }

    private static Bank bank;

    @BeforeAll
    static void start() throws Exception {
        bank = new Bank();
        bank.start();
    }

    @AfterAll
    static void shutDown() {
        bank.close();
    }

    @Test
    void methods_runOnTheObjectInTheServer() throws Exception {
        Account account = bank.account("ann");

        assertThat(account.deposit(5)).isEqualTo(5);
        assertThat(account.deposit(2, 3)).isEqualTo(11);
        assertThat(account.balance()).isEqualTo(11);
        assertThat(account.greeting()).isEqualTo("I am ann");
    }

    @Test
    void objectMethods_speakOfTheObject() {
        Account account = bank.account("bob");

        assertThat(account.toString()).isEqualTo("Ledger of bob");
        assertThat(account).isNotEqualTo(bank.account("bob"));
        assertThat(BaseProxy.of(account).describe()).startsWith("Account[Account ");
    }

    @Test
    void proxyAsArgument_isTheObjectInTheServer() {
        Account account = bank.account("cyd");

        assertThat(account.owns(account)).isTrue();
        assertThat(account.owns(bank.account("dan"))).isFalse();
    }

    @Test
    void results_stayInTheServerWhereRegistered() {
        Account account = bank.account("eve");

        Account sibling = account.sibling("fay");
        account.deposit(1);
        account.deposit(2);
        Iterator<Integer> history = account.history();

        assertThat(sibling.name()).isEqualTo("fay");
        assertThat(sibling).isInstanceOf(AutoProxy.class);
        assertThat(account.sibling(null)).isNull();
        assertThat(history.next()).isEqualTo(1);
        assertThat(history.next()).isEqualTo(2);
        assertThat(history.hasNext()).isFalse();
    }

    @Test
    void forEachRemaining_ofAnIteratorInTheServer_doesItHere() {
        Account account = bank.account("ivy");
        account.deposit(1);
        account.deposit(2);
        account.deposit(3);
        Iterator<Integer> history = account.history();
        var here = new ArrayList<Integer>();

        here.add(-history.next());
        history.forEachRemaining(here::add);

        assertThat(here).containsExactly(-1, 2, 3);
        assertThat(history.hasNext()).isFalse();
    }

    @Test
    void failures_areTold() {
        Account account = bank.account("guy");

        assertThatThrownBy(account::refuse).isInstanceOf(IOException.class).hasMessage("not today");
        assertThatThrownBy(account::unsendable)
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("its result cannot travel");
        assertThatThrownBy(account::hidden).isInstanceOf(RemoteException.class).hasMessageContaining("not exposed");
        assertThatThrownBy(() -> bank.create("Broken", Account.class))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("no more accounts");
        assertThatThrownBy(() -> bank.create("Wrong", QueueProxy.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String");
        assertThatThrownBy(() -> bank.create("NoFactory", Account.class)).isInstanceOf(RemoteException.class);
        assertThatThrownBy(() -> bank.create("Unknown", Account.class)).isInstanceOf(RemoteException.class);
        assertThatThrownBy(() -> bank.create("Account", Shape.class, "x"))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("same interface");
        assertThatThrownBy(() -> bank.create("Account", Account.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes 1 arguments");
    }

    @Test
    @SuppressWarnings("unchecked")
    void factoryThatGivesTheSameObject_sharesIt() throws Exception {
        QueueProxy<String> first = bank.create("SharedQueue", QueueProxy.class);
        QueueProxy<String> second = bank.create("SharedQueue", QueueProxy.class);

        first.put("job");

        assertThat(second.get()).isEqualTo("job");
    }

    @Test
    void proxiesOfInterfaces_goToWorkers() throws Exception {
        Account account = bank.account("hal");
        try (var pool = new Pool(1)) {
            pool.map(account::deposit, List.of(1, 2, 3));
            pool.close();
            pool.join();
        }

        assertThat(account.balance()).isEqualTo(6);
    }

    @Test
    void register_refusesWhatIsNoInterface_orComesTooLate() {
        assertThatThrownBy(() -> new BaseManager().register("X", String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("neither an interface");
        assertThatThrownBy(() -> new BaseManager().register(" ", Account.class))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bank.register("X", Account.class))
                .isInstanceOf(dev.krait.multiprocessing.ProcessException.class);
    }
}
