# docker build -t dateline .
# docker run -v dateline:/data dateline index /seeds
# docker run -v dateline:/data -v ./articles:/articles:ro dateline index /articles
# docker run -v dateline:/data -p 8000:8000 -e DATELINE_API_KEY=at-least-16-characters dateline
FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE NOTICE dateline.py ./
COPY index index
COPY service service
COPY eval eval
RUN python -m venv /opt/dateline \
 && /opt/dateline/bin/pip install --no-cache-dir --only-binary :all: --constraint constraints.txt . \
 && chmod -R a+rX /opt/dateline

FROM python:3.12-slim
RUN useradd --uid 10001 --no-create-home dateline && install -d -o dateline /data
COPY --from=build /opt/dateline /opt/dateline
COPY --chmod=644 seeds/*.md /seeds/
USER dateline
WORKDIR /data
ENV PATH=/opt/dateline/bin:$PATH DATELINE_INDEX=/data DATELINE_HOST=0.0.0.0 DATELINE_PORT=8000
VOLUME /data
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"DATELINE_PORT\"]}/readyz', timeout=3)"]
ENTRYPOINT ["dateline"]
CMD ["serve"]
