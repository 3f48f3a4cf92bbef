# Built from a clone: docker build --build-arg VERSION=$(git describe --tags --always) -t openacademie .
# Run: docker run -p 8090:8090 -v ecole:/data -e OPENACADEMIE_KEY=… openacademie
FROM golang:1.26.8 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /openacademie . \
	&& mkdir -m 700 /data

# No shell, no package manager, certificates included; time zones are in the program.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /openacademie /openacademie
# The volume is born owned by the user who writes in it.
COPY --from=build --chown=nonroot:nonroot /data /data
USER nonroot:nonroot
VOLUME /data
EXPOSE 8090
ENTRYPOINT ["/openacademie"]
CMD ["serve", "--dir", "/data", "--http", ":8090"]
