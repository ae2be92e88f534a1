package io.tiergate.classifier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.tiergate.classifier.api.Callers;
import io.tiergate.classifier.api.ClassifierService;
import io.tiergate.classifier.run.Analyst;
import io.tiergate.classifier.run.Shelf;
import io.tiergate.transport.SecretReference;
import jakarta.inject.Singleton;

/** Puts the parts together. */
@Factory
final class Wiring {
    @Singleton
    @Bean(preDestroy = "close")
    Shelf shelf(NodeSettings.Models models) {
        return new Shelf(models.defaultModel());
    }

    @Singleton
    @Bean(preDestroy = "close")
    Analyst analyst(Shelf shelf, NodeSettings.Run run) {
        return new Analyst(shelf, run.lanes(), run.mostTexts());
    }

    @Singleton
    Callers callers(NodeSettings process) {
        String key = process.key().isEmpty() ? null : new SecretReference(process.key()).resolve();
        return new Callers(key, process.tls().trustedCertificates() != null);
    }

    @Singleton
    ClassifierService service(Analyst analyst, Shelf shelf, NodeSettings.Run run, MeterRegistry registry) {
        return new ClassifierService(analyst, shelf, run.longestWait(), registry);
    }
}
