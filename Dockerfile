# Python, Dateline, its models and the index of seeds/; docs/serving.md says how to run it.
# The tag moves on with the fixes of Debian and Python. To hold it: docker build
# --build-arg BASE=python:3.12-slim@sha256:…, the digest that `docker buildx imagetools inspect` says.
ARG BASE=python:3.12-slim
FROM ${BASE} AS build
WORKDIR /src
# What .dockerignore lets through.
COPY . .
RUN --mount=type=cache,target=/root/.cache/pip deploy/build.sh /opt/dateline /data

FROM ${BASE}
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin dateline
COPY --from=build /opt/dateline /opt/dateline
COPY --from=build --chown=10001:10001 /data /data
# By number, as Kubernetes takes only that for proof that it is not root.
USER 10001:10001
WORKDIR /data
ENV PATH=/opt/dateline/bin:$PATH DATELINE_INDEX=/data DATELINE_HOST=0.0.0.0 DATELINE_PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["python", "-c", "import http.client, os; service = http.client.HTTPConnection('127.0.0.1', int(os.environ['DATELINE_PORT']), timeout=3); service.request('GET', '/readyz'); raise SystemExit(service.getresponse().status != 200)"]
ENTRYPOINT ["dateline"]
CMD ["serve"]
