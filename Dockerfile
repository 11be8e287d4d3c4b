# docker build -t dateline .
# docker run -p 8000:8000 -e DATELINE_API_KEY=… -v dateline:/data dateline
# docker run -v dateline:/data -v ./articles:/articles:ro dateline index /articles
FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE NOTICE dateline.py ./
COPY index index
COPY service service
COPY eval eval
RUN python -m venv /opt/dateline \
 && /opt/dateline/bin/pip install --no-cache-dir --only-binary :all: --constraint constraints.txt .

FROM python:3.12-slim
RUN useradd --uid 10001 --no-create-home dateline && install -d -o dateline /data
COPY --from=build /opt/dateline /opt/dateline
COPY seeds /seeds
USER dateline
ENV PATH=/opt/dateline/bin:$PATH DATELINE_INDEX=/data DATELINE_HOST=0.0.0.0
VOLUME /data
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=3)"]
ENTRYPOINT ["dateline"]
CMD ["serve"]
