# The web client on Node without a shell. `make web` has built it: nothing runs in here, so that an image for another
# architecture needs no emulator.
ARG BASE=gcr.io/distroless/nodejs22-debian13:nonroot@sha256:ec2313763dd43931543bd03830466e0c409ce73a487e8d46f10db72d3b816c1c
FROM ${BASE}
COPY --chown=0:0 . /app/
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 APP_PORT=8080
USER 65532:65532
EXPOSE 8080
CMD ["server.js"]
