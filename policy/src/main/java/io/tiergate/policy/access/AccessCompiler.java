package io.tiergate.policy.access;

import io.tiergate.policy.document.Compilation;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.DocumentKind;
import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Nearest;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.document.SchemaCheck;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes an {@link Access} of its document, or says everything that is wrong with it. Pure. */
public final class AccessCompiler {
    private final Problems problems;

    private AccessCompiler(Problems problems) {
        this.problems = problems;
    }

    /**
     * Compiles YAML or JSON.
     *
     * @param source file or document name, for problems
     */
    public static CompileResult<Access> compile(String source, String text) {
        Compilation compilation = new Compilation(source, SchemaCheck.of(DocumentKind.ACCESS));
        return compilation.run(text, new AccessCompiler(compilation.problems())::access);
    }

    /** Compiles UTF-8 bytes of YAML or JSON. */
    public static CompileResult<Access> compile(String source, byte[] utf8) {
        Compilation compilation = new Compilation(source, SchemaCheck.of(DocumentKind.ACCESS));
        return compilation.run(utf8, new AccessCompiler(compilation.problems())::access);
    }

    private Access access(Fields root, Digest digest) {
        Fields tenantFields = root.mappingOrEmpty("tenants");
        Map<String, Tenant> tenants = new LinkedHashMap<>();
        tenantFields.mappingsByName().forEach((name, fields) -> tenants.put(name, tenant(name, fields)));
        Map<String, ApiKey> keys = new LinkedHashMap<>();
        for (Fields fields : root.mappings("keys")) {
            key(fields, tenantFields, keys);
        }
        Map<String, CertificateName> certificates = new LinkedHashMap<>();
        for (Fields fields : root.mappings("certificates")) {
            certificate(fields, tenantFields, certificates);
        }
        return new Access(digest, tenants, keys, certificates);
    }

    private Tenant tenant(String name, Fields fields) {
        Set<String> policies = values(fields.texts("policies"));
        Node.Text defaultPolicy = fields.text("default_policy");
        if (defaultPolicy != null && !policies.isEmpty() && !policies.contains(defaultPolicy.value())) {
            problems.error(
                    defaultPolicy.place(),
                    "`" + defaultPolicy.value() + "` is not one of the tenant's `policies`",
                    Nearest.suggestion(defaultPolicy.value(), policies, "add it there"));
        }
        Fields limits = fields.mappingOrEmpty("limits");
        return new Tenant(
                name,
                fields.textOr("subscription", ""),
                defaultPolicy == null ? "" : defaultPolicy.value(),
                policies,
                values(fields.texts("pins")),
                new Tenant.Limits(
                        (int) limits.wholeOr("concurrent", 0),
                        (int) limits.wholeOr("requests_per_minute", 0),
                        limits.microsOr("usd_per_day", 0)));
    }

    private void key(Fields fields, Fields tenants, Map<String, ApiKey> keys) {
        Set<Role> roles = roles(fields);
        String tenant = tenantOf(fields, tenants, roles);
        Instant expires = expiry(fields);
        Node.Text id = fields.text("id");
        Node.Text hash = fields.text("hash");
        if (id == null || hash == null) {
            return;
        }
        ApiKey key =
                new ApiKey(id.value(), tenant, Digest.parse(hash.value()), roles, fields.textOr("label", ""), expires);
        if (keys.putIfAbsent(id.value(), key) != null) {
            problems.error(id.place(), "there are two keys with the id `" + id.value() + "`", "remove one of them");
        }
    }

    private void certificate(Fields fields, Fields tenants, Map<String, CertificateName> certificates) {
        Set<Role> roles = roles(fields);
        String tenant = tenantOf(fields, tenants, roles);
        Node.Text name = fields.text("name");
        if (name != null
                && certificates.putIfAbsent(name.value(), new CertificateName(name.value(), tenant, roles)) != null) {
            problems.error(
                    name.place(),
                    "there are two certificates with the name `" + name.value() + "`",
                    "remove one of them");
        }
    }

    private String tenantOf(Fields fields, Fields tenants, Set<Role> roles) {
        Node.Text tenant = fields.text("tenant");
        if (tenant == null) {
            if (!fields.has("tenant") && roles.contains(Role.CALLER)) {
                problems.error(
                        fields.place(),
                        "role `caller` needs a tenant",
                        "add `tenant: NAME`, or `roles:` without caller");
            }
            return "";
        }
        if (!tenants.has(tenant.value())) {
            Set<String> known = tenants.mappingsByName().keySet();
            problems.error(
                    tenant.place(),
                    "there is no tenant `" + tenant.value() + "`",
                    Nearest.suggestion(tenant.value(), known, "add it to `tenants`"));
        }
        return tenant.value();
    }

    private static Set<Role> roles(Fields fields) {
        if (!fields.has("roles")) {
            return EnumSet.of(Role.CALLER);
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        fields.texts("roles")
                .forEach(text -> roles.add(Role.valueOf(text.value().toUpperCase(Locale.ROOT))));
        return roles;
    }

    private @Nullable Instant expiry(Fields fields) {
        Node.Text expires = fields.text("expires");
        if (expires == null) {
            return null;
        }
        try {
            return Instant.parse(expires.value());
        } catch (DateTimeException e) {
            problems.error(
                    expires.place(), "`" + expires.value() + "` is no time", "write one such as 2027-01-31T00:00:00Z");
            return null;
        }
    }

    private static Set<String> values(List<Node.Text> texts) {
        Set<String> values = new LinkedHashSet<>();
        texts.forEach(text -> values.add(text.value()));
        return values;
    }
}
