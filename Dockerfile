# Builds with cgo, as SQLite is compiled in; so both stages are of one Debian
# release and share its C library.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# What "tminus version" prints; without it, the commit that .git names.
ARG VERSION=
RUN CGO_ENABLED=1 go build -trimpath -ldflags="-s -w -X main.release=$VERSION" -o /tminus ./cmd/tminus

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin tminus \
 && install -d -o tminus -g tminus -m 0750 /data
COPY --from=build /tminus /usr/local/bin/tminus
USER 10001
WORKDIR /data
VOLUME /data
ENV TMINUS_ADDR=0.0.0.0:8080 \
    TMINUS_DB=/data/tminus.db \
    TMINUS_SECRET_FILE=/data/secret
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=6s --start-period=20s --retries=3 CMD ["tminus", "healthcheck"]
ENTRYPOINT ["tminus"]
CMD ["serve"]
