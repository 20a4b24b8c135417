# syntax=docker/dockerfile:1
# One image for web, worker, beat and the migration step; docker-compose.yml says which command each runs.

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
RUN python -m venv /opt/plc
ENV PATH=/opt/plc/bin:$PATH
COPY requirements/production.lock /tmp/production.lock
RUN pip install --require-hashes --only-binary :all: -r /tmp/production.lock
WORKDIR /srv/plc
COPY . .
# collectstatic reads the settings and uses none of these; nothing of them stays in the image.
RUN PLC_ENVIRONMENT=production \
    PLC_SECRET_KEY=built-without-a-secret-0123456789-abcdefghijklmnopqrstuvwxyz \
    PLC_DATABASE_URL=postgresql://nobody:none@localhost/none \
    PLC_BROKER_URL=redis://localhost:6379/0 \
    PLC_BASE_URL=https://localhost \
    PLC_EMAIL_URL=file:///tmp/mail \
    python manage.py collectstatic --no-input
RUN python -m compileall -q /srv/plc

FROM python:3.11-slim
ENV PATH=/opt/plc/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 GRANIAN_WORKERS=2
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin plc
COPY --from=build /opt/plc /opt/plc
COPY --from=build /srv/plc /srv/plc
WORKDIR /srv/plc
USER 10001:10001
EXPOSE 8000
# One thread a process: pages are CPU-bound. An idle thread is kept, and with it its database connection.
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--blocking-threads", "1", \
     "--blocking-threads-idle-timeout", "600", "--respawn-failed-workers", "--no-ws", \
     "--workers-kill-timeout", "20", "plc.wsgi:application"]
