# One image for every process of docker-compose.yml; the command says which.
FROM python:3.13-slim

# Without a CJK font the offices' own names could not be drawn in documents.
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app ip5 \
    && install -d -o ip5 -m 0700 /var/lib/ip5

WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY --chown=root:root . .

ENV PYTHONUNBUFFERED=1 VAR=/var/lib/ip5
USER ip5
VOLUME /var/lib/ip5
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", "--workers", "2", \
     "--blocking-threads", "4", "--respawn-failed-workers", "ip5.wsgi:application"]
