FROM python:3.11-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN make wheel

FROM python:3.11-slim
COPY --from=build /src/dist/*.whl /src/requirements.lock /tmp/
RUN pip install --no-cache-dir /tmp/*.whl -c /tmp/requirements.lock && rm /tmp/*.whl /tmp/requirements.lock \
 && useradd --create-home --uid 1000 ashim && mkdir /data && chown ashim /data
USER ashim
WORKDIR /data
ENV HOST=0.0.0.0 DB_PATH=/data/ashim.db WORKSPACE_PATH=/data/workspace
VOLUME /data
EXPOSE 1349
HEALTHCHECK CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:1349/api/v1/health')"]
CMD ["ashim", "serve"]
