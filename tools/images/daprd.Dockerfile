# Dapr's sidecar as tools/dapr builds it. Its injector starts /daprd, which is why ko can't make this image: ko has a
# place of its own for programs.
ARG BASE=gcr.io/distroless/static-debian12:nonroot@sha256:d093aa3e30dbadd3efe1310db061a14da60299baff8450a17fe0ccc514a16639
FROM ${BASE}
ARG TARGETARCH
COPY --chown=0:0 ${TARGETARCH}/daprd /daprd
USER 65532:65532
ENTRYPOINT ["/daprd"]
