# One image for web, worker, beat and migrate: the command decides. Nothing in it compiles, and it
# runs as a user who owns none of its files.

FROM node:24-slim AS packages
WORKDIR /packages
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements/production.lock /build/
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-deps --require-hashes --only-binary :all: -r /build/production.lock
WORKDIR /app
COPY . .
COPY --from=packages /packages/node_modules /build/node_modules
RUN python -m devtools.assets /build/node_modules /opt/assets
# Production settings want every variable; these values serve this one command and are not kept.
RUN SECRET_KEY=only-for-collectstatic-0123456789-abcdefghijklmnopqrstuvwxyz \
    ALLOWED_HOSTS=localhost SITE_URL=https://localhost EMAIL_URL=smtp://localhost \
    EMAIL_FROM=nobody@localhost CONTACT_EMAIL=nobody@localhost \
    DATABASE_URL=postgresql://nobody@localhost/none BROKER_URL=memory:// \
    MCP_ASSETS=/opt/assets STATIC_ROOT=/opt/static \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    /opt/venv/bin/python manage.py collectstatic --no-input \
 && rm -rf devtools dev.py requirements package.json package-lock.json .npmrc

FROM python:3.11-slim
RUN groupadd --gid 10001 mcp && useradd --uid 10001 --gid mcp --no-create-home --shell /usr/sbin/nologin mcp
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/static /opt/static
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    STATIC_ROOT=/opt/static \
    HOME=/tmp
WORKDIR /app
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", \
     "--worker-class", "gthread", "--workers", "2", "--threads", "8", \
     "--worker-tmp-dir", "/dev/shm", "--graceful-timeout", "25", "--no-control-socket"]
