package dev.krait.testing;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules that hold in every module: no package cycles, dependencies in one direction, internals and Guava out of sight. */
public abstract class HouseRules {
    private static final DescribedPredicate<JavaClass> CAN_BE_SEEN =
            DescribedPredicate.describe("can be seen from outside their package", HouseRules::canBeSeen);

    private final String module;
    private final String[] forbidden;
    private JavaClasses classes = new ClassFileImporter().importClasses();

    /**
     * The rules for one module.
     *
     * @param module a package of the module, below which its classes lie
     * @param forbidden packages that this module must not know, as ArchUnit patterns
     */
    protected HouseRules(String module, String... forbidden) {
        this.module = module;
        this.forbidden = forbidden;
    }

    @BeforeEach
    void readClasses() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(module);
    }

    private static boolean canBeSeen(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(HouseRules::canBeSeen).orElse(true);
    }

    @Test
    void packages_haveNoCycles() {
        slices().matching("dev.krait.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void module_knowsOnlyWhatLiesBelowIt() {
        if (forbidden.length > 0) {
            noClasses()
                    .that()
                    .resideInAPackage(module + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden)
                    .check(classes);
        }
    }

    @Test
    void publicSignatures_showNoInternals() {
        noMethods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat(CAN_BE_SEEN)
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage("..internal..")
                .should()
                .haveRawReturnType(resideInAPackage("..internal.."))
                .orShould()
                .haveRawParameterTypes(anyElementThat(resideInAPackage("..internal..")))
                .check(classes);
    }

    @Test
    void publicSignatures_showNoGuavaButTheListenableFuture() {
        noMethods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat(CAN_BE_SEEN)
                .and()
                .doNotHaveName("toListenableFuture")
                .should()
                .haveRawReturnType(resideInAPackage("com.google.."))
                .orShould()
                .haveRawParameterTypes(anyElementThat(resideInAPackage("com.google..")))
                .check(classes);
    }
}
