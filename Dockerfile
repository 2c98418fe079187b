# Run it with everything taken away that it does not need:
#   docker run --init --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
#     -p 9000:9000 -v busbar:/var/lib/busbar -v "$PWD/etc:/etc/busbar" busbar
# "etc" is a folder with depot.yaml that user 1000 may write, because Busbar keeps numbers in it; mount it ":ro" where it must not.
# A serial port is mapped with --device and --group-add dialout; the container is never privileged.

# The base is named by tag, because a digest holds for one registry and ages: whoever mirrors images pins it there, with
#   --build-arg NODE_IMAGE=node:24-slim@sha256:…
ARG NODE_IMAGE=node:24-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# With the optional ones: the native part of the bundler of the dashboard is one.
RUN npm ci
COPY . .
# What is left out here is Node itself, which the image has, besides what only builds.
RUN npm run build && npm prune --omit=dev --omit=optional

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE NOTICE ./
COPY config config
RUN install -d -o node -g node -m 0700 /var/lib/busbar /etc/busbar
USER node
VOLUME /var/lib/busbar
EXPOSE 9000 8443
# Plain HTTP stays inside of the container; others come over HTTPS on 8443 after "docker exec … busbar claim".
# BUSBAR_HEALTH_URL follows when the plain port changes.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(process.env.BUSBAR_HEALTH_URL ?? 'http://127.0.0.1:8080/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/src/main.js"]
CMD ["run", "--config", "/etc/busbar/depot.yaml"]
