package dev.krait.multiprocessing.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoundClassesTest {
    /** Knows one name more than its parent, once it is told. */
    private static final class Learning extends ClassLoader {
        private boolean knows;

        Learning() {
            super(null);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (knows && name.equals(FoundClassesTest.class.getName())) {
                return FoundClassesTest.class;
            }
            throw new ClassNotFoundException(name);
        }
    }

    /** Asks a loader, and another one for what that does not know. */
    private static final class Routes implements ClassRoutes {
        private final List<String> asked = new ArrayList<>();
        private ClassLoader first;

        Routes(ClassLoader first) {
            this.first = first;
        }

        @Override
        public int route(Class<?> type) {
            return HOME;
        }

        @Override
        public ClassLoader loader(int route) {
            return first;
        }

        @Override
        public Class<?> find(int route, String name) throws ClassNotFoundException {
            asked.add(name);
            try {
                return Class.forName(name, false, first);
            } catch (ClassNotFoundException e) {
                return Class.forName(name, false, FoundClassesTest.class.getClassLoader());
            }
        }
    }

    @Test
    void whatTheLoaderGave_isNotAskedForAgain() throws Exception {
        var routes = new Routes(FoundClassesTest.class.getClassLoader());
        for (int i = 0; i < 3; i++) {
            assertThat(FoundClasses.find(routes, 0, FoundClassesTest.class.getName()))
                    .isSameAs(FoundClassesTest.class);
        }
        assertThat(routes.asked).hasSizeLessThanOrEqualTo(1);
        routes.first = new Learning();
        assertThat(FoundClasses.find(routes, 0, FoundClassesTest.class.getName()))
                .as("by another loader")
                .isSameAs(FoundClassesTest.class);
        assertThat(routes.asked).isNotEmpty();
    }

    @Test
    void whatAnotherLoaderHadToGive_isAskedForEachTime() throws Exception {
        var loader = new Learning();
        var routes = new Routes(loader);
        for (int i = 0; i < 3; i++) {
            assertThat(FoundClasses.find(routes, 0, FoundClassesTest.class.getName()))
                    .isSameAs(FoundClassesTest.class);
            assertThat(routes.asked).hasSize(i + 1);
        }
        loader.knows = true;
        for (int i = 0; i < 3; i++) {
            FoundClasses.find(routes, 0, FoundClassesTest.class.getName());
        }
        assertThat(routes.asked).hasSize(4);
    }

    @Test
    void unknownNames_areAskedForEachTime() {
        var routes = new Routes(FoundClassesTest.class.getClassLoader());
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> FoundClasses.find(routes, 0, "no.such.Type"))
                    .isInstanceOf(ClassNotFoundException.class);
        }
        assertThat(routes.asked).containsExactly("no.such.Type", "no.such.Type");
    }
}
